import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, statfs, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { landmarkCount } from '../../faces/landmarks';
import { isTemporaryName } from '../../files/atomicFile';
import { hasErrorCode } from '../../shared/errors';
import { type CropGeometry, computeSampleSize } from './cropGeometry';

/** Raise it when samples change, so that those of before are passed over. */
const revision = 1;

/** What of a geometry decides how samples look. */
export type SampleFraming = Omit<CropGeometry, 'inputSize' | 'outputSize'>;

/** Where samples are kept, and how many of them; plain data, sent to each loader process. */
export interface DiskCacheSettings {
  readonly root: string;
  /** Share of the faces that is kept, 0..1: what the limit has room for. */
  readonly share: number;
}

interface TrainingFaces {
  readonly folder: string;
  readonly count: number;
}

/** A folder of samples: those of one folder of faces, cut in one way. */
interface SampleSet {
  readonly path: string;
  readonly usedMs: number;
  readonly bytes: number;
}

/** Holds the path of the faces that a set was made from. */
const sourceFileName = 'faces.txt';

/**
 * Makes room for the samples of some faces, at the cost of those not used for longest; those of faces that are gone go too.
 * @param limitBytes of all samples of all facesets; {@link computeDiskLimit} when absent
 */
export async function prepareDiskCache(
  root: string,
  faces: readonly TrainingFaces[],
  geometry: CropGeometry,
  limitBytes?: number,
): Promise<DiskCacheSettings> {
  const limit = limitBytes ?? (await computeDiskLimit(root));
  const size = computeSampleSize(geometry);
  const wanted = faces.reduce((sum, { count }) => sum + count, 0) * computeRecordBytes(size);
  const own = new Map(faces.map(({ folder }) => [resolveSampleFolder(root, folder, size, geometry), resolve(folder)]));
  let room = limit - wanted;
  for (const other of await listSampleSets(root)) {
    if (own.has(other.path)) continue;
    if (other.bytes > room || (await isOrphan(other))) await removeQuietly(other.path);
    else room -= other.bytes;
  }
  for (const [path, source] of own) await markUsed(path, source);
  return { root, share: Math.min(1, limit / wanted) };
}

/** Most bytes on disk: four GiB, but never more than a fifth of what is free. */
async function computeDiskLimit(root: string): Promise<number> {
  await mkdir(root, { recursive: true, mode: 0o700 }).catch(() => undefined);
  const disk = await statfs(root).catch(() => undefined);
  return Math.min(4 * 2 ** 30, disk ? (disk.bavail * disk.bsize) / 5 : 0);
}

/** Those used last first. */
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

/** Whether the faces that a set was made from are no more. */
async function isOrphan({ path }: SampleSet): Promise<boolean> {
  const source = await readFile(join(path, sourceFileName), 'utf8').catch(() => undefined);
  if (!source) return true;
  return stat(source).then(
    () => false,
    (error: unknown) => hasErrorCode(error, 'ENOENT', 'ENOTDIR'),
  );
}

/** Marks a set as used now, and takes away what a killed process left half written. */
async function markUsed(path: string, source: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await writeFile(join(path, sourceFileName), source);
    for (const name of (await readdir(path)).filter(isTemporaryName)) await removeQuietly(join(path, name));
    await utimes(path, new Date(), new Date());
  } catch {
    // a storage that cannot be written is done without
  }
}

async function removeQuietly(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}

/** Where the samples of a folder of faces lie. The name ends with the bytes of a sample, from which the size of all is told. */
export function resolveSampleFolder(root: string, faces: string, size: number, framing: SampleFraming): string {
  const { centering, coverage, verticalOffset, maskType, maskRefinement } = framing;
  const key = [revision, resolve(faces), size, centering, coverage, verticalOffset, maskType, maskRefinement ?? null];
  return join(root, `${hashName(JSON.stringify(key))}-${computeRecordBytes(size)}`);
}

export const stampBytes = 16;
export const landmarkBytes = 4 * 2 * landmarkCount;
export const checksumBytes = 4;

/** A stored sample: stamp, landmarks, planes of face and masks, checksum. */
export function computeRecordBytes(size: number): number {
  return stampBytes + landmarkBytes + 6 * size * size + checksumBytes;
}

/** A short name for a text, the same on every machine. */
export function hashName(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
