import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, statfs, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { isTemporaryName, temporaryPathFor } from '../../media/atomicFile';
import { landmarkCount } from '../../shared/landmarks';
import { type CropGeometry, sampleSize } from './faceBatch';
import type { Sample } from './sampler';

/** Raise it when samples change, so that those of before are passed over. */
const revision = 1;

/** What of a geometry decides how samples look. */
type Framing = Omit<CropGeometry, 'inputSize' | 'outputSize'>;

/** Where samples of this shape are kept, and how many of them; plain data, sent to each loader process. */
export interface SampleStorage {
  readonly root: string;
  /** Share of the faces that is kept, 0..1: what the limit has room for. */
  readonly share: number;
}

const stampBytes = 16;
const landmarkBytes = 4 * 2 * landmarkCount;
const checksumBytes = 4;

/**
 * Samples on disk, so that a face is decoded once, not once a session or, in large facesets, once an epoch. A file a
 * face: the stamp of the face PNG (when it was written, its size), the sample, a checksum. What does not fit, is damaged
 * or cannot be written is as if it were not there.
 */
export class SampleStore {
  #isWritable = true;

  constructor(
    private readonly storage: SampleStorage,
    /** Edge of the samples, pixels. */
    private readonly size: number,
    private readonly framing: Framing,
  ) {}

  /** The sample of a face: the stored one if the face is as it was then, else what `make` makes of it. */
  async sample(file: string, make: (file: string) => Promise<Sample>): Promise<Sample> {
    const stamp = await stampOf(file);
    if (!stamp || shareOf(file) >= this.storage.share) return make(file);
    const stored = await this.#read(file, stamp);
    if (stored) return stored;
    const sample = await make(file);
    await this.#write(file, stamp, sample);
    return sample;
  }

  async #read(file: string, stamp: Buffer): Promise<Sample | undefined> {
    const record = await readFile(this.#pathOf(file)).catch(() => undefined);
    if (record?.length !== recordBytes(this.size)) return undefined;
    const end = record.length - checksumBytes;
    if (crc32(record.subarray(0, end)) !== record.readUInt32LE(end)) return undefined;
    if (stamp.compare(record, 0, stampBytes) !== 0) return undefined;
    const landmarks = new Float32Array(landmarkCount * 2);
    new Uint8Array(landmarks.buffer).set(record.subarray(stampBytes, stampBytes + landmarkBytes));
    const planes = new Uint8Array(record.subarray(stampBytes + landmarkBytes, end));
    return {
      face: planes.subarray(0, planes.length / 2),
      masks: planes.subarray(planes.length / 2),
      landmarks,
    };
  }

  async #write(file: string, stamp: Buffer, { face, masks, landmarks }: Sample): Promise<void> {
    if (!this.#isWritable) return;
    const points = Buffer.from(landmarks.buffer, landmarks.byteOffset, landmarks.byteLength);
    const record = Buffer.concat([stamp, points, face, masks, Buffer.alloc(checksumBytes)]);
    const end = record.length - checksumBytes;
    record.writeUInt32LE(crc32(record.subarray(0, end)), end);
    const path = this.#pathOf(file);
    const temporary = temporaryPathFor(path);
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // No wait for the disk: what a power cut spoils, the checksum tells.
      await writeFile(temporary, record);
      await rename(temporary, path);
    } catch {
      this.#isWritable = false;
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  #pathOf(file: string): string {
    return join(folderOf(this.storage.root, dirname(file), this.size, this.framing), digest(basename(file)));
  }
}

/**
 * Makes room for the samples of some faces, at the cost of those not used for longest.
 * @param limitBytes of all samples of all facesets; {@link storageLimit} when absent
 */
export async function prepareSampleStorage(
  root: string,
  faces: readonly { readonly folder: string; readonly count: number }[],
  geometry: CropGeometry,
  limitBytes?: number,
): Promise<SampleStorage> {
  const limit = limitBytes ?? (await storageLimit(root));
  const size = sampleSize(geometry);
  const own = new Set(faces.map(({ folder }) => folderOf(root, folder, size, geometry)));
  const wanted = faces.reduce((sum, { count }) => sum + count, 0) * recordBytes(size);
  let room = limit - wanted;
  for (const other of await storedSets(root)) {
    if (own.has(other.path)) continue;
    room -= other.bytes;
    if (room < 0) await rm(other.path, { recursive: true, force: true }).catch(() => undefined);
  }
  for (const path of own) await renew(path);
  return { root, share: Math.min(1, limit / wanted) };
}

/** Most bytes on disk: four GiB, but never more than a fifth of what is free. */
async function storageLimit(root: string): Promise<number> {
  await mkdir(root, { recursive: true, mode: 0o700 }).catch(() => undefined);
  const disk = await statfs(root).catch(() => undefined);
  return Math.min(4 * 2 ** 30, disk ? (disk.bavail * disk.bsize) / 5 : 0);
}

/** The folders of samples, those used last first. */
async function storedSets(root: string): Promise<{ readonly path: string; readonly bytes: number }[]> {
  const names = await readdir(root).catch(() => []);
  const sets = names
    .filter((name) => /^[0-9a-f]{24}-\d+$/.test(name))
    .map(async (name) => {
      const path = join(root, name);
      const [usedMs, files] = [
        (await stat(path).catch(() => undefined))?.mtimeMs ?? 0,
        await readdir(path).catch(() => []),
      ];
      return { path, usedMs, bytes: files.length * (Number(name.split('-')[1]) || 0) };
    });
  return (await Promise.all(sets)).sort((a, b) => b.usedMs - a.usedMs);
}

/** Marks a set as used now, and takes away what a killed process left half written. */
async function renew(path: string): Promise<void> {
  const names = await readdir(path).catch(() => undefined);
  if (!names) return;
  for (const name of names.filter(isTemporaryName)) await rm(join(path, name), { force: true }).catch(() => undefined);
  await utimes(path, new Date(), new Date()).catch(() => undefined);
}

/** Its name ends with the bytes of a sample, from which the size of the whole is told. */
function folderOf(root: string, faces: string, size: number, framing: Framing): string {
  const { centering, coverage, verticalOffset, maskType, maskRefinement } = framing;
  const key = [revision, resolve(faces), size, centering, coverage, verticalOffset, maskType, maskRefinement ?? null];
  return join(root, `${digest(JSON.stringify(key))}-${recordBytes(size)}`);
}

function recordBytes(size: number): number {
  return stampBytes + landmarkBytes + 6 * size * size + checksumBytes;
}

/** [milliseconds of the last change, bytes] of a face PNG as two float64; nothing for one that is gone. */
async function stampOf(file: string): Promise<Buffer | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found && Buffer.from(Float64Array.of(found.mtimeMs, found.size).buffer);
}

/** Spreads files evenly over [0, 1). */
function shareOf(file: string): number {
  return Number.parseInt(digest(basename(file)).slice(0, 8), 16) / 2 ** 32;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
