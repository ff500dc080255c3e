import { type FileHandle, readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { writeFileAtomic } from '../files/atomicFile';
import { maxNameBytes, shortenFileName } from '../files/fileName';
import { openRegularFile, readRegularFile } from '../files/regularFile';
import { explainFileError } from '../files/systemErrors';
import type { PngChunk } from '../media/pngChunks';
import {
  createTextChunk,
  encodeChunk,
  insertBeforePixels,
  PngError,
  parseTextChunk,
  readPngHead,
} from '../media/pngChunks';
import { getErrorMessage, hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import type { FaceRecord } from './faceRecord';
import { buildFaceDict, readFaceRecord } from './faceRecord';
import { type DictEntry, type DictForm, findDictForm, generateEntries } from './python/dictForm';
import { PythonDataReader } from './python/pythonDataReader';
import { parsePythonLiteral } from './python/pythonLiteral';
import { formatPythonLiteral } from './python/pythonRepr';
import type { PythonDict, PythonValue, PythonWritable } from './python/pythonValue';
import { createPythonFloat, FormatError, PythonEntries } from './python/pythonValue';

/** The origin of a face PNG. */
export interface FaceSource {
  readonly alignmentsVersion: number;
  /** Its file name when it was extracted: `<frame stem>_<face index>.png`. */
  readonly originalFilename: string;
  /** Index among the faces of its frame. */
  readonly faceIndex: number;
  /** The frame's key in the alignments. */
  readonly sourceFilename: string;
  readonly sourceIsVideo: boolean;
  /** [height, width] of the frame in pixels; zero where the header does not say. */
  readonly sourceFrameDims: readonly [number, number];
  /** Keys that this program does not know; they are written back. */
  readonly extra?: PythonDict;
  /** How it was written, where this program would write it otherwise. */
  readonly form?: DictForm;
}

/** The text chunk `faceswap` of a face PNG (faceswap's format); `face` has no thumb. */
export interface FaceHeader {
  readonly face: FaceRecord;
  readonly source: FaceSource;
  /** Further parts, which this program does not know; they are written back. */
  readonly extra?: PythonDict;
}

/** Larger files are no face PNGs. */
export const maxFaceBytes = 64 * 2 ** 20;
/** Stored heads have 512 pixels a side; a picture of more than 4096 is none. */
export const maxFacePixels = 4096 ** 2;

const keyword = 'faceswap';
/** Enough for most headers; longer ones need a second read. */
const firstReadBytes = 32768;
const maxHeadBytes = 16 * 2 ** 20;
/** Bytes of a chunk before its data (length, type), and in total next to it (also the CRC). */
const chunkHeadBytes = 8;
const chunkOverhead = 12;

/**
 * Reads the header of a face PNG; reads only the start of the file.
 * @throws UserError when it is no PNG, is damaged, or has no header
 */
export async function readFaceHeader(path: string): Promise<FaceHeader> {
  return parseFaceHeader(await readPngStart(path), path);
}

/** Reads the start of a face PNG, which {@link parseFaceHeader} accepts. @throws UserError */
export async function readPngStart(path: string): Promise<Uint8Array> {
  const file = await openRegularFile(path).catch((error: unknown) => {
    throw explainFaceFileError(error, path);
  });
  try {
    let bytes = await readStart(file, firstReadBytes);
    let needs = explainFormatErrors(path, () => readPngHead(bytes).bytesNeeded);
    while (needs !== undefined && bytes.length < needs && needs <= maxHeadBytes) {
      // At least twice as many: one chunk at a time, a file of thousands of small ones would be read thousands of times.
      const longer = await readStart(file, Math.max(needs, Math.min(2 * bytes.length, maxHeadBytes)));
      if (longer.length === bytes.length) break;
      bytes = longer;
      needs = explainFormatErrors(path, () => readPngHead(bytes).bytesNeeded);
    }
    return bytes;
  } finally {
    await file.close();
  }
}

/**
 * Parses the header in the bytes of a PNG, or in its start up to the pixels.
 * @param name the file name for error messages
 * @throws UserError when they are no PNG, damaged, or without header
 */
export function parseFaceHeader(png: Uint8Array, name: string): FaceHeader {
  return explainFormatErrors(name, () => {
    const { chunks, bytesNeeded } = readPngHead(png);
    const text = chunks.filter(isHeaderChunk).map((chunk) => parseTextChunk(chunk)!.text)[0];
    if (text !== undefined) return parseHeaderText(text);
    if (bytesNeeded !== undefined) throw new PngError('it ends too early');
    throw new UserError(
      t(
        '{0} has no faceswap header, so its frame is unknown: another program created it or saved it again. Remove it from the folder, or extract the faces again.',
        name,
      ),
    );
  });
}

/** Returns a copy of the PNG with `header` instead of its former header. @throws PngError */
export function replaceFaceHeader(png: Uint8Array, header: FaceHeader): Uint8Array {
  return insertBeforePixels(png, createHeaderChunk(header), isHeaderChunk);
}

/** Bytes to write over a part of a file. */
export interface Patch {
  /** Offset of the first byte. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/**
 * Creates the patch that gives a face PNG a new header of the same length: from the first byte that changes to the end of
 * the header. Returns undefined if the lengths differ.
 * @param start the start of the file, from {@link readPngStart}
 */
export function createHeaderPatch(start: Uint8Array, header: FaceHeader): Patch | undefined {
  const old = readPngHead(start).chunks.find(isHeaderChunk);
  const bytes = encodeChunk(createHeaderChunk(header));
  if (!old || old.data.length + chunkOverhead !== bytes.length) return undefined;
  const chunkAt = old.data.byteOffset - start.byteOffset - chunkHeadBytes;
  const first = bytes.findIndex((byte, i) => byte !== start[chunkAt + i]);
  return first < 0 ? { at: chunkAt, bytes: new Uint8Array(0) } : { at: chunkAt + first, bytes: bytes.subarray(first) };
}

/** Replaces the header of a face PNG on disk, atomically. @throws UserError */
export async function writeFaceHeader(path: string, header: FaceHeader): Promise<void> {
  const png = await readRegularFile(path, maxFaceBytes).catch((error: unknown) => {
    throw explainFaceFileError(error, path);
  });
  const changed = explainFormatErrors(path, () => replaceFaceHeader(png, header));
  await writeFileAtomic(path, changed);
}

export interface ListedFaces {
  /** Whether to list those in subfolders, too. */
  readonly recursive?: boolean;
  /** Whether to list the PNGs themselves, which may be moved and rewritten, or links with their names, which may only be read. */
  readonly kind?: 'files' | 'links';
}

/** Lists the paths of the PNGs in a folder by name. Ignores hidden names. */
export async function listFacePngs(
  folder: string,
  { recursive = false, kind = 'files' }: ListedFaces = {},
): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw explainFaceFileError(error, folder);
  });
  const paths: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    const isListed = kind === 'files' ? entry.isFile() : entry.isSymbolicLink();
    if (isListed && /\.png$/i.test(entry.name)) paths.push(path);
    if (entry.isDirectory() && recursive) paths.push(...(await listFacePngs(path, { recursive, kind })));
  }
  return paths;
}

/** Leaves room for the number that sort puts before it. */
const maxFaceNameBytes = maxNameBytes - 16;

/** Returns `<frame stem>_<face index>.png`, shortened where that is longer than a name may be. */
export function formatFacePngName(frameKey: string, faceIndex: number): string {
  return shortenFileName(`${parse(frameKey).name}_${faceIndex}.png`, maxFaceNameBytes);
}

function createHeaderChunk(header: FaceHeader): PngChunk {
  return createTextChunk({ keyword, text: formatPythonLiteral(buildHeaderDict(header)) });
}

function parseHeaderText(text: string): FaceHeader {
  const data = new PythonDataReader(text.length);
  const root = data.readDict(parsePythonLiteral(text), 'the header');
  const extra = data.readExtra(root, headerKeys);
  return {
    face: readFaceRecord(root.get('alignments'), data),
    source: readSource(data.readDict(root.get('source'), 'source'), data),
    ...(extra ? { extra } : {}),
  };
}

const headerKeys = new Set(['alignments', 'source']);
const sourceKeys = new Set([
  'alignments_version',
  'original_filename',
  'face_index',
  'source_filename',
  'source_is_video',
  'source_frame_dims',
]);

function readSource(dict: ReadonlyMap<unknown, unknown>, data: PythonDataReader): FaceSource {
  const [height = 0, width = 0] = data.readNumbers(dict.get('source_frame_dims') ?? [], 'source_frame_dims');
  const sourceFilename = data.readText(dict.get('source_filename'), 'source_filename');
  const faceIndex = data.readInteger(dict.get('face_index'), 'face_index');
  const extra = data.readExtra(dict, sourceKeys);
  const source: FaceSource = {
    alignmentsVersion: data.readNumber(dict.get('alignments_version') ?? 2, 'alignments_version'),
    originalFilename: data.readText(
      dict.get('original_filename') ?? formatFacePngName(sourceFilename, faceIndex),
      'original_filename',
    ),
    faceIndex,
    sourceFilename,
    sourceIsVideo: dict.get('source_is_video') === true,
    sourceFrameDims: [height, width],
    ...(extra ? { extra } : {}),
  };
  const form = findDictForm(dict, listSourceValues(source), buildSourceEntries(source), extra, data);
  return form ? { ...source, form } : source;
}

function buildHeaderDict({ face, source, extra }: FaceHeader): PythonWritable {
  const entries = generateEntries(source.form, listSourceValues(source), buildSourceEntries(source), source.extra);
  return new Map<PythonValue, PythonWritable>([
    ['alignments', buildFaceDict(face, { withThumb: false })],
    ['source', new PythonEntries(entries)],
    ...(extra ?? []),
  ]);
}

/** Returns the values of a source by their keys in the dict. */
function listSourceValues(source: FaceSource): Readonly<Record<string, unknown>> {
  return {
    alignments_version: source.alignmentsVersion,
    original_filename: source.originalFilename,
    face_index: source.faceIndex,
    source_filename: source.sourceFilename,
    source_is_video: source.sourceIsVideo,
    source_frame_dims: source.sourceFrameDims,
  };
}

function buildSourceEntries(source: FaceSource): DictEntry[] {
  return [
    ['alignments_version', createPythonFloat(source.alignmentsVersion)],
    ['original_filename', source.originalFilename],
    ['face_index', source.faceIndex],
    ['source_filename', source.sourceFilename],
    ['source_is_video', source.sourceIsVideo],
    ['source_frame_dims', [...source.sourceFrameDims]],
  ];
}

function isHeaderChunk(chunk: PngChunk): boolean {
  return parseTextChunk(chunk)?.keyword === keyword;
}

async function readStart(file: FileHandle, length: number): Promise<Uint8Array> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, 0);
  return bytes.subarray(0, bytesRead);
}

/** Runs `act`; on a format problem throws a UserError with the file name and what to do. */
function explainFormatErrors<T>(name: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof PngError || error instanceof FormatError)
      throw new UserError(
        t(
          '{0} is not a valid face PNG ({1}). Remove it from the folder, or extract the faces again.',
          name,
          getErrorMessage(error),
        ),
      );
    throw error;
  }
}

/** Replaces system errors about a folder of faces by sentences; returns all others unchanged. */
export function explainFaceFileError(error: unknown, path: string): unknown {
  if (hasErrorCode(error, 'ENOENT')) return new UserError(t('{0} does not exist. Check the path.', path));
  if (hasErrorCode(error, 'ENOTDIR'))
    return new UserError(t('{0} is not a folder. Choose the folder with the faces.', path));
  return explainFileError(error, path);
}
