import { createHash } from 'node:crypto';
import { readdir, rm, stat, statfs, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { landmarkCount } from '../../faces/landmarks';
import { createFolder } from '../../files/createFolder';
import { sweepAbandoned } from '../../files/leftovers';
import { readRegularText } from '../../files/regularFile';
import { hasErrorCode } from '../../shared/errors';
import { type CropGeometry, computeSampleSize } from './cropGeometry';

/** Increase it when the content of samples changes, so that older ones are ignored. */
const revision = 1;

/** The part of a geometry that decides the content of samples of a given size. */
export type SampleFraming = Omit<CropGeometry, 'inputSize' | 'outputSize'>;

/** Where samples are kept, and how many of them: plain data, sent to each loader process. */
export interface DiskCacheSettings {
  readonly root: string;
  /** Share of the faces that is kept, 0..1: as many as fit within the limit. */
  readonly share: number;
}

interface TrainingFaces {
  readonly folder: string;
  readonly count: number;
}

/** A folder of samples: one folder of faces, cut with one geometry. */
interface SampleSet {
  readonly path: string;
  readonly usedMs: number;
  readonly bytes: number;
}

/** File that holds the path of a set's faces. */
const sourceFileName = 'faces.txt';
const maxPathBytes = 1 << 16;

/**
 * Makes room for the samples of some faces. It removes the sets that were unused for longest, and those whose faces no
 * longer exist.
 * @param limitBytes limit for all samples of all facesets; {@link computeDiskLimit} when absent
 */
export async function prepareDiskCache(
  root: string,
  faces: readonly TrainingFaces[],
  geometry: CropGeometry,
  limitBytes?: number,
): Promise<DiskCacheSettings> {
  await sweepAbandoned(root, 2);
  const limit = limitBytes ?? (await computeDiskLimit(root));
  const size = computeSampleSize(geometry);
  const neededBytes = faces.reduce((sum, { count }) => sum + count, 0) * computeRecordBytes(size);
  const own = new Map(faces.map(({ folder }) => [resolveSampleFolder(root, folder, size, geometry), resolve(folder)]));
  let roomBytes = limit - neededBytes;
  for (const other of await listSampleSets(root)) {
    if (own.has(other.path)) continue;
    if (other.bytes > roomBytes || (await isOrphan(other))) await removeQuietly(other.path);
    else roomBytes -= other.bytes;
  }
  for (const [path, source] of own) await markUsed(path, source);
  return { root, share: Math.min(1, limit / neededBytes) };
}

/** Returns the most bytes that samples may take on disk: four GiB, but at most a fifth of the free space. */
async function computeDiskLimit(root: string): Promise<number> {
  await createFolder(root, 0o700).catch(() => undefined);
  const disk = await statfs(root).catch(() => undefined);
  return Math.min(4 * 2 ** 30, disk ? (disk.bavail * disk.bsize) / 5 : 0);
}

/** Lists the stored sets, most recently used first. */
async function listSampleSets(root: string): Promise<SampleSet[]> {
  const names = await readdir(root).catch(() => []);
  const sets = names
    .filter((name) => /^[0-9a-f]{24}-\d+$/.test(name))
    .map((name) => describeSampleSet(join(root, name)));
  return (await Promise.all(sets)).sort((a, b) => b.usedMs - a.usedMs);
}

async function describeSampleSet(path: string): Promise<SampleSet> {
  const usedMs = (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
  const files = await readdir(path).catch(() => []);
  return { path, usedMs, bytes: files.length * Number(path.split('-').at(-1)) };
}

/** Returns whether the faces of a set no longer exist. */
async function isOrphan({ path }: SampleSet): Promise<boolean> {
  const source = await readRegularText(join(path, sourceFileName), maxPathBytes).catch(() => undefined);
  if (!source) return true;
  return stat(source).then(
    () => false,
    (error: unknown) => hasErrorCode(error, 'ENOENT', 'ENOTDIR'),
  );
}

/** Marks a set as used now. */
async function markUsed(path: string, source: string): Promise<void> {
  try {
    await createFolder(path, 0o700);
    await writeFile(join(path, sourceFileName), source);
    await utimes(path, new Date(), new Date());
  } catch {
    // training works without the cache
  }
}

async function removeQuietly(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}

/** Returns the folder for the samples of a folder of faces. Its name ends with the bytes of one sample, which gives the size of all. */
export function resolveSampleFolder(root: string, faces: string, size: number, framing: SampleFraming): string {
  const { centering, coverage, verticalOffset, maskType, maskRefinement } = framing;
  const key = [revision, resolve(faces), size, centering, coverage, verticalOffset, maskType, maskRefinement ?? null];
  return join(root, `${hashName(JSON.stringify(key))}-${computeRecordBytes(size)}`);
}

export const stampBytes = 16;
export const landmarkBytes = 4 * 2 * landmarkCount;
export const checksumBytes = 4;

/** Returns the bytes of a stored sample: stamp, landmarks, planes of face and masks, checksum. */
export function computeRecordBytes(size: number): number {
  return stampBytes + landmarkBytes + 6 * size * size + checksumBytes;
}

/** Returns a short name for a text, the same on every machine. */
export function hashName(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
