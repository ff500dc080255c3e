import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { promisify } from 'node:util';
import { deflate, inflate, type ZlibOptions } from 'node:zlib';
import { writeAtomic, writeFileAtomic } from '../files/atomicFile';
import { shortenPath } from '../files/fileName';
import { readRegularFile, requireRegularFile } from '../files/regularFile';
import { explainFileError } from '../files/systemErrors';
import { formatTimestamp } from '../files/timestamp';
import { getErrorMessage, hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import type { FaceRecord } from './faceRecord';
import { buildFaceDict, readFaceRecord } from './faceRecord';
import { pickle } from './python/pickle';
import { PythonDataReader } from './python/pythonDataReader';
import type { PythonDict, PythonValue, PythonWritable } from './python/pythonValue';
import { createPythonFloat, FormatError, PythonEntries, PythonFloat } from './python/pythonValue';
import { unpickle } from './python/unpickle';

/** The faces of one frame. */
export interface FrameRecord {
  readonly faces: readonly FaceRecord[];
  /** `pts_time` and `keyframe` of a frame of a video, as faceswap wrote them; this program has no use for them. */
  readonly videoMeta: PythonDict;
  /** Keys that this program does not know; they are written back. */
  readonly extra?: PythonDict;
  /** The order of its keys where it is not the usual one; `list` for the oldest files, where a frame is only its faces. */
  readonly keys?: readonly PythonValue[] | 'list';
}

/** All faces of a video or a folder of frames. */
export interface Alignments {
  /** {@link alignmentsVersion}, or that of an older file; before 2.4 the keys of video frames end in `.png`. */
  readonly version: number;
  /** The metadata of the file as they were read, with keys that this program does not know. */
  readonly meta?: PythonDict;
  /** Further parts of the file, which this program does not know; they are written back. */
  readonly extra?: PythonDict;
  /** The order of its parts where it is not the usual one. */
  readonly keys?: readonly PythonValue[];
  /** The frames by their keys: the name of an image, or `<video stem>_NNNNNN.<ext>`, six digits counted from 1. */
  readonly frames: Map<string, FrameRecord>;
}

/** The format version of new files. */
export const alignmentsVersion = 2.4;

/** Versions below 2 have other contents; all changes from 2 on are supported. */
const oldestSupportedVersion = 2;
const firstUnsupportedVersion = 3;
/** Larger files are not read. */
export const maxAlignmentsBytes = 2 ** 30;
const maxPickleBytes = 2 ** 30;
/** Real files have a ratio of 2 to 10; a ratio above this is a file made to fill the memory. */
const maxCompressionRatio = 300;

const unzip = promisify<Uint8Array, ZlibOptions, Buffer>(inflate);
const zip = promisify<Uint8Array, ZlibOptions, Buffer>(deflate);
/** Larger than zlib's default, which splits a megabyte into 64 parts and yields to the event loop after each. */
const chunkSize = 2 ** 20;

/**
 * Reads an `.fsa` file: a pickled dict in faceswap's format, version 2.0 to 2.4, compressed by zlib.
 * @throws UserError when it is missing, damaged, or contains anything but plain data.
 */
export async function readAlignments(path: string): Promise<Alignments> {
  const file = await readRegularFile(path, maxAlignmentsBytes).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR'))
      throw new UserError(t('There is no alignments file {0}. Run extract first, or give the right path.', path));
    throw explainFileError(error, path);
  });
  try {
    return await parseAlignments(file);
  } catch (error) {
    if (!isFormatProblem(error)) throw error;
    throw new UserError(
      t(
        '{0} is damaged or not an alignments file ({1}). Restore its backup (…_bk_….fsa in the same folder), or run extract again.',
        path,
        getErrorMessage(error),
      ),
    );
  }
}

/** Parses the bytes of an `.fsa` file. @throws FormatError, or an error of zlib */
async function parseAlignments(file: Uint8Array): Promise<Alignments> {
  const maxOutputLength = Math.min(maxPickleBytes, file.length * maxCompressionRatio + 65536);
  const pickled = await unzip(file, { maxOutputLength, chunkSize });
  return parseAlignmentsDict(unpickle(pickled), new PythonDataReader(pickled.length));
}

/** Writes an `.fsa` file atomically. */
export async function writeAlignments(path: string, alignments: Alignments): Promise<void> {
  await writeFileAtomic(path, await zip(pickle(buildAlignmentsDict(alignments)), { chunkSize }));
}

/**
 * Copies `<name>.fsa` to `<name>_bk_YYYY-mm-dd_HH.MM.SS.fsa` (local time) in the same folder and returns that path. Keeps
 * an existing backup of the same second.
 */
export async function backupAlignments(path: string, now = new Date()): Promise<string> {
  const { dir, name } = parse(path);
  const backup = shortenPath(join(dir, `${name}_bk_${formatTimestamp(now)}.fsa`));
  const file = await requireRegularFile(path);
  if (!existsSync(backup)) await writeAtomic(backup, (temporary) => copyFile(file, temporary));
  return backup;
}

function parseAlignmentsDict(value: unknown, data: PythonDataReader): Alignments {
  const root = data.readDict(value, 'the content');
  const meta = data.readDict(root.get('__meta__'), '__meta__');
  const version = data.readNumber(meta.get('version'), 'version');
  if (version < oldestSupportedVersion || version >= firstUnsupportedVersion)
    throw new FormatError(`version ${version} is not known`);
  const frames = data.readMap(root.get('__data__'), '__data__', (frame) => readFrame(frame, data));
  const extra = data.readExtra(root, rootKeys);
  const keys = data.copy([...root.keys()]) as PythonValue[];
  return {
    version,
    frames,
    meta: data.copy(meta) as PythonDict,
    ...(extra ? { extra } : {}),
    ...(keys[0] === '__meta__' && keys[1] === '__data__' ? {} : { keys }),
  };
}

const rootKeys = new Set(['__meta__', '__data__']);
const frameKeys = new Set(['faces', 'video_meta']);

/** Reads the record of a frame. In the oldest files it is only the list of its faces. */
function readFrame(value: unknown, data: PythonDataReader): FrameRecord {
  if (Array.isArray(value)) return { faces: readFaces(value, data), videoMeta: new Map(), keys: 'list' };
  const dict = data.readDict(value, 'a frame');
  const extra = data.readExtra(dict, frameKeys);
  const videoMeta = data.readDict(dict.get('video_meta') ?? new Map(), 'video_meta');
  const keys = data.copy([...dict.keys()]) as PythonValue[];
  const isUsual = keys[0] === 'faces' && keys[1] === 'video_meta';
  return {
    faces: readFaces(dict.get('faces'), data),
    videoMeta: data.copy(videoMeta) as PythonDict,
    ...(extra ? { extra } : {}),
    ...(isUsual ? {} : { keys }),
  };
}

function readFaces(value: unknown, data: PythonDataReader): FaceRecord[] {
  return data.readList(value, 'faces').map((face) => readFaceRecord(face, data));
}

function buildAlignmentsDict({ version, frames, meta, extra, keys }: Alignments): PythonWritable {
  const parts = new Map<PythonValue, PythonWritable>([
    ['__meta__', buildMeta(version, meta)],
    ['__data__', new PythonEntries(generateFrameEntries(frames))],
    ...(extra ?? []),
  ]);
  return arrange(parts, keys);
}

function arrange(values: ReadonlyMap<PythonValue, PythonWritable>, keys?: readonly PythonValue[]): PythonWritable {
  return keys ? new Map(keys.map((key) => [key, values.get(key)!])) : values;
}

/** Writes the version as it was read, unless it is another one now. */
function buildMeta(version: number, meta: PythonDict = new Map()): PythonDict {
  const read = meta.get('version');
  const asRead = read instanceof PythonFloat ? read.value : read;
  return asRead === version ? meta : new Map([...meta, ['version', createPythonFloat(version)]]);
}

function* generateFrameEntries(frames: Alignments['frames']): Generator<readonly [string, PythonWritable]> {
  for (const [key, frame] of frames) yield [key, buildFrame(frame)];
}

function buildFrame({ faces, videoMeta, extra, keys }: FrameRecord): PythonWritable {
  const list = faces.map((face) => buildFaceDict(face, { withThumb: true }));
  if (keys === 'list') return list;
  const values = new Map<PythonValue, PythonWritable>([['faces', list], ['video_meta', videoMeta], ...(extra ?? [])]);
  return arrange(values, keys);
}

function isFormatProblem(error: unknown): boolean {
  return (
    error instanceof FormatError ||
    hasErrorCode(error, 'ERR_BUFFER_TOO_LARGE', 'Z_DATA_ERROR', 'Z_BUF_ERROR', 'Z_NEED_DICT')
  );
}
