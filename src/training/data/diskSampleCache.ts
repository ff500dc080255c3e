import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { landmarkCount } from '../../faces/landmarks';
import { createTemporaryPath } from '../../files/atomicFile';
import { createFolder } from '../../files/createFolder';
import { readRegularFile } from '../../files/regularFile';
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
 * Keeps samples on disk, so that a face is decoded only once, and not once per session or, in large facesets, once per
 * epoch. Each face has a file with the stamp of its PNG (time of the last change, size), the sample, and a checksum.
 * Samples that do not fit, are damaged or cannot be written are read from the PNG instead.
 */
export class DiskSampleCache {
  #isWritable = true;

  constructor(
    private readonly storage: DiskCacheSettings,
    /** Edge of the samples, pixels. */
    private readonly size: number,
    private readonly framing: SampleFraming,
  ) {}

  /** Returns the sample of a face: the stored one if the PNG has not changed since, otherwise the result of `readSample`. */
  async getSample(file: string, readSample: (file: string) => Promise<Sample>): Promise<Sample> {
    const stamp = await readStamp(file);
    if (!stamp || computeShare(file) >= this.storage.share) return readSample(file);
    const stored = await this.#read(file, stamp);
    if (stored) return stored;
    const sample = await readSample(file);
    await this.#write(file, stamp, sample);
    return sample;
  }

  async #read(file: string, stamp: Buffer): Promise<Sample | undefined> {
    const record = await readRegularFile(this.#getPath(file), computeRecordBytes(this.size)).catch(() => undefined);
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
    const path = this.#getPath(file);
    const temporary = createTemporaryPath(path);
    try {
      await createFolder(dirname(path), 0o700);
      // Not synced to the disk: the checksum reveals what a power failure damages.
      await writeFile(temporary, record);
      await rename(temporary, path);
    } catch {
      this.#isWritable = false;
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  #getPath(file: string): string {
    return join(
      resolveSampleFolder(this.storage.root, dirname(file), this.size, this.framing),
      hashName(basename(file)),
    );
  }
}

/** Returns [time of the last change in milliseconds, bytes] of a face PNG as two float64; undefined if the file is gone. */
async function readStamp(file: string): Promise<Buffer | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found && Buffer.from(Float64Array.of(found.mtimeMs, found.size).buffer);
}

/** Maps a file name to a number in [0, 1), evenly spread over all names. */
function computeShare(file: string): number {
  return Number.parseInt(hashName(basename(file)).slice(0, 8), 16) / 2 ** 32;
}
