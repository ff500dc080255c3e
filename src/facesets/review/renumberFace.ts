import { open, readFile, stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { writeFileAtomic } from '../../files/atomicFile';
import { PngError } from '../../media/pngChunks';
import { hasErrorCode, UserError } from '../../shared/errors';
import {
  createHeaderPatch,
  type FaceHeader,
  formatFacePngName,
  parseFaceHeader,
  readPngStart,
  replaceFaceHeader,
} from '../facePng';
import type { FrameFace } from './alignmentsChange';

/**
 * The few bytes of a face PNG that tell its number, so that thousands of faces are renumbered without writing their
 * pictures anew. Writing them can be torn by a kill, and done again: they stand in the plan until they are on the disk.
 */
export interface NumberPatch {
  /** Of the whole file, in bytes. */
  readonly size: number;
  readonly at: number;
  /** CRC-32 of all bytes before `at`: a file of which this is not true is another one. */
  readonly before: number;
  /** Base64. */
  readonly bytes: string;
}

/** Undefined for a file that has to be written anew, or has no header that can be read. */
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

/** Gives a face PNG its new number; may be done again. A file that is gone or damaged stays as it is. */
export async function renumberFace(path: string, number: FrameFace, patch: NumberPatch | undefined): Promise<void> {
  try {
    if (!patch || !(await tryWritePatch(path, patch))) await rewriteFace(path, number);
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw error; // whoever took it meanwhile had a reason
  }
}

/** False for a file that is not as it was when the patch was made, or must not be written into. */
async function tryWritePatch(path: string, { size, at, before, bytes }: NumberPatch): Promise<boolean> {
  const file = await open(path, 'r+').catch((error: unknown) => {
    if (hasErrorCode(error, 'EACCES', 'EPERM')) return undefined; // but perhaps replaced
    throw error;
  });
  if (!file) return false;
  try {
    const found = await file.stat();
    if (found.size !== size || found.nlink > 1) return false; // another name of the file is somebody's copy
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
  const png = await readFile(path);
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

export function isPatch(patch: unknown): patch is NumberPatch {
  const { size, at, before, bytes } = (patch ?? {}) as Partial<NumberPatch>;
  return [size, at, before].every((value) => Number.isSafeInteger(value) && value! >= 0) && typeof bytes === 'string';
}
