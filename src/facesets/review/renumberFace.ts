import { stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import { writeFileAtomic } from '../../files/atomicFile';
import { openToChange, readRegularFile } from '../../files/regularFile';
import { UnfitFileError } from '../../files/storedPath';
import { PngError } from '../../media/pngChunks';
import { hasErrorCode, UserError } from '../../shared/errors';
import {
  createHeaderPatch,
  type FaceHeader,
  formatFacePngName,
  maxFaceBytes,
  parseFaceHeader,
  readPngStart,
  replaceFaceHeader,
} from '../facePng';
import type { FrameFace } from './alignmentsChange';

/**
 * The few bytes of a face PNG that contain its number, so that thousands of faces are renumbered without rewriting their
 * pictures. A kill may interrupt the write, but it can be repeated: the plan keeps the bytes until they are on the disk.
 */
export interface NumberPatch {
  /** Size of the whole file, in bytes. */
  readonly size: number;
  readonly at: number;
  /** CRC-32 of all bytes before offset `at`: a file with another CRC is a different file. */
  readonly before: number;
  /** Base64. */
  readonly bytes: string;
}

/** Creates the patch that gives a face its new number; undefined if the file must be rewritten or has no valid header. */
export async function createNumberPatch(path: string, number: FrameFace): Promise<NumberPatch | undefined> {
  try {
    const start = await readPngStart(path);
    const patch = createHeaderPatch(start, changeHeaderNumber(parseFaceHeader(start, path), number));
    if (!patch) return undefined;
    const { size } = await stat(path);
    const bytes = Buffer.from(patch.bytes).toString('base64');
    return { size, at: patch.at, before: crc32(start.subarray(0, patch.at)), bytes };
  } catch (error) {
    if (error instanceof UserError || hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Gives a face PNG its new number; may be repeated. Ignores a file that is missing or damaged. */
export async function renumberFace(path: string, number: FrameFace, patch: NumberPatch | undefined): Promise<void> {
  try {
    if (!patch || !(await tryWritePatch(path, patch))) await rewriteFace(path, number);
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw error; // the user removed it in the meantime
  }
}

/** Returns false if the file has changed since the patch was created, or must not be changed in place. */
async function tryWritePatch(path: string, { size, at, before, bytes }: NumberPatch): Promise<boolean> {
  const file = await openToChange(path).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT') || error instanceof UnfitFileError) throw error;
    return undefined; // it may still be possible to replace it
  });
  if (!file) return false;
  try {
    const found = await file.stat();
    if (found.size !== size || at > size || found.nlink > 1) return false; // a hard link: a change in place would affect the user's copy
    const start = Buffer.alloc(at);
    await file.read(start, 0, at, 0);
    if (crc32(start) !== before) return false;
    const patch = Buffer.from(bytes, 'base64');
    await file.write(patch, 0, patch.length, at);
    await file.datasync();
    return true;
  } finally {
    await file.close();
  }
}

async function rewriteFace(path: string, number: FrameFace): Promise<void> {
  const png = await readRegularFile(path, maxFaceBytes);
  const anew = ignoreDamage(() => replaceFaceHeader(png, changeHeaderNumber(parseFaceHeader(png, path), number)));
  if (anew) await writeFileAtomic(path, anew);
}

function changeHeaderNumber(header: FaceHeader, { frame, index }: FrameFace): FaceHeader {
  const source = { ...header.source, faceIndex: index, originalFilename: formatFacePngName(frame, index) };
  return { ...header, source };
}

function ignoreDamage<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof UserError || error instanceof PngError) return undefined;
    throw error;
  }
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** {@link NumberPatch} as it is stored. */
export const numberPatchSchema = v.object({ size: count, at: count, before: count, bytes: v.string() });
