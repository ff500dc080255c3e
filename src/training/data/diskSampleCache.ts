import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { landmarkCount } from '../../faces/landmarks';
import { createTemporaryPath } from '../../files/atomicFile';
import {
  checksumBytes,
  computeRecordBytes,
  type DiskCacheSettings,
  hashName,
  landmarkBytes,
  resolveSampleFolder,
  type SampleFraming,
  stampBytes,
} from './diskCacheSpace';
import type { Sample } from './sampleReader';

/**
 * Samples on disk, so that a face is decoded once, not once a session or, in large facesets, once an epoch. A file a
 * face: the stamp of the face PNG (when it was written, its size), the sample, a checksum. What does not fit, is damaged
 * or cannot be written is as if it were not there.
 */
export class DiskSampleCache {
  #isWritable = true;

  constructor(
    private readonly storage: DiskCacheSettings,
    /** Edge of the samples, pixels. */
    private readonly size: number,
    private readonly framing: SampleFraming,
  ) {}

  /** The sample of a face: the stored one if the face is as it was then, else what `make` makes of it. */
  async getSample(file: string, make: (file: string) => Promise<Sample>): Promise<Sample> {
    const stamp = await readStamp(file);
    if (!stamp || computeShare(file) >= this.storage.share) return make(file);
    const stored = await this.#read(file, stamp);
    if (stored) return stored;
    const sample = await make(file);
    await this.#write(file, stamp, sample);
    return sample;
  }

  async #read(file: string, stamp: Buffer): Promise<Sample | undefined> {
    const record = await readFile(this.#pathOf(file)).catch(() => undefined);
    if (record?.length !== computeRecordBytes(this.size)) return undefined;
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
    const temporary = createTemporaryPath(path);
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
    return join(
      resolveSampleFolder(this.storage.root, dirname(file), this.size, this.framing),
      hashName(basename(file)),
    );
  }
}

/** [milliseconds of the last change, bytes] of a face PNG as two float64; nothing for one that is gone. */
async function readStamp(file: string): Promise<Buffer | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found && Buffer.from(Float64Array.of(found.mtimeMs, found.size).buffer);
}

/** Spreads files evenly over [0, 1). */
function computeShare(file: string): number {
  return Number.parseInt(hashName(basename(file)).slice(0, 8), 16) / 2 ** 32;
}
