import { existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { promisify } from 'node:util';
import { deflate, inflate, type ZlibOptions } from 'node:zlib';
import { explainFileError, writeAtomic, writeFileAtomic } from '../files/atomicFile';
import { shortenPath } from '../files/fileName';
import { formatTimestamp } from '../files/timestamp';
import { getErrorMessage, hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import type { FaceRecord } from './faceRecord';
import { buildFaceDict, readFaceRecord } from './faceRecord';
import { pickle } from './python/pickle';
import { PythonDataReader } from './python/pythonDataReader';
import type { PythonDict, PythonValue, PythonWritable } from './python/pythonValue';
import { createPythonFloat, FormatError, PythonEntries } from './python/pythonValue';
import { unpickle } from './python/unpickle';

/** The faces of one frame. */
export interface FrameRecord {
  readonly faces: readonly FaceRecord[];
  /** The integers `pts_time` and `keyframe` for a frame of a video; empty for an image. */
  readonly videoMeta: Readonly<Record<string, number>>;
  /** Keys that this program does not know; they are written back. */
  readonly extra?: PythonDict;
}

/** All faces of a video or a folder of frames. */
export interface Alignments {
  /** {@link alignmentsVersion}, or 2.3 for an older file, in which the keys of video frames end in `.png`. */
  readonly version: number;
  /** The frames by their keys: the name of an image, or `<video stem>_NNNNNN.<ext>`, six digits counted from 1. */
  readonly frames: Map<string, FrameRecord>;
}

/** The format version of new files. */
export const alignmentsVersion = 2.4;

/** Versions below 2 have other contents; all changes from 2 on are supported. */
const oldestSupportedVersion = 2;
const firstUnsupportedVersion = 3;
const maxFileBytes = 2 ** 30;
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
  const file = await readFile(path).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT', 'EISDIR'))
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
  if (file.length > maxFileBytes) throw new FormatError('it is larger than 1 GiB');
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
  if (!existsSync(backup)) await writeAtomic(backup, (temporary) => copyFile(path, temporary));
  return backup;
}

function parseAlignmentsDict(value: unknown, data: PythonDataReader): Alignments {
  const root = data.readDict(value, 'the content');
  const meta = data.readDict(root.get('__meta__'), '__meta__');
  const version = data.readNumber(meta.get('version'), 'version');
  if (version < oldestSupportedVersion || version >= firstUnsupportedVersion)
    throw new FormatError(`version ${version} is not known`);
  const frames = data.readMap(root.get('__data__'), '__data__', (frame) => readFrame(frame, data));
  return { version: Math.max(version, 2.3), frames };
}

const frameKeys = new Set(['faces', 'video_meta']);

/** Reads the record of a frame. In the oldest files it is only the list of its faces. */
function readFrame(value: unknown, data: PythonDataReader): FrameRecord {
  const dict = Array.isArray(value) ? new Map<unknown, unknown>([['faces', value]]) : data.readDict(value, 'a frame');
  const extra = data.readExtra(dict, frameKeys);
  return {
    faces: data.readList(dict.get('faces'), 'faces').map((face) => readFaceRecord(face, data)),
    videoMeta: data.readRecord(dict.get('video_meta') ?? new Map(), 'video_meta', (number, what) =>
      data.readInteger(number, what),
    ),
    ...(extra ? { extra } : {}),
  };
}

function buildAlignmentsDict({ version, frames }: Alignments): PythonWritable {
  return new Map<string, PythonWritable>([
    ['__meta__', new Map([['version', createPythonFloat(version)]])],
    ['__data__', new PythonEntries(generateFrameEntries(frames))],
  ]);
}

function* generateFrameEntries(frames: Alignments['frames']): Generator<readonly [string, PythonWritable]> {
  for (const [key, frame] of frames) yield [key, new PythonEntries(generateFrameDict(frame))];
}

function* generateFrameDict({
  faces,
  videoMeta,
  extra,
}: FrameRecord): Generator<readonly [PythonValue, PythonWritable]> {
  yield ['faces', faces.map((face) => buildFaceDict(face, { withThumb: true }))];
  yield ['video_meta', new Map(Object.entries(videoMeta))];
  if (extra) yield* extra;
}

function isFormatProblem(error: unknown): boolean {
  return (
    error instanceof FormatError ||
    hasErrorCode(error, 'ERR_BUFFER_TOO_LARGE', 'Z_DATA_ERROR', 'Z_BUF_ERROR', 'Z_NEED_DICT')
  );
}
