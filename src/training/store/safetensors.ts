/**
 * Reads and writes named float32 tensors in the safetensors format (github.com/huggingface/safetensors): eight bytes with
 * the length of a JSON header, the header with type, shape and byte range of each tensor, then the raw little-endian data.
 * Tensors are read and written one by one, so that no more memory is needed than for the tensors themselves.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import { openRegularFile } from '../../files/regularFile';
import { getErrorMessage } from '../../shared/errors';

export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type NamedTensors = ReadonlyMap<string, NamedTensor>;

/** Size and checksum of a file, which identify its content. */
export interface FileChecksum {
  readonly bytes: number;
  readonly crc32: number;
}

/** Thrown for a file that is truncated, changed, or of another format. */
export class DamagedFileError extends Error {
  override readonly name = 'DamagedFileError';
}

const maxHeaderBytes = 16 * 1024 * 1024;
const chunkBytes = 16 * 1024 * 1024;

interface TensorRange {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** Writes a new file and syncs it to the disk. The file must not exist. */
export async function writeSafetensors(
  path: string,
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>> = {},
): Promise<FileChecksum> {
  const file = await open(path, 'wx');
  let bytes = 0;
  let checksum = 0;
  const write = async (content: Uint8Array) => {
    for (let start = 0; start < content.length; start += chunkBytes) {
      const chunk = content.subarray(start, start + chunkBytes);
      checksum = crc32(chunk, checksum);
      await writeAll(file, chunk);
      bytes += chunk.length;
    }
  };
  try {
    await write(encodeHeader(tensors, metadata));
    for (const { data } of tensors.values()) await write(viewBytes(data));
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, crc32: checksum };
}

/**
 * Reads all tensors of a file.
 * @throws DamagedFileError when the file is malformed or is not the one that `expected` describes.
 */
export async function readSafetensors(path: string, expected?: FileChecksum): Promise<Map<string, NamedTensor>> {
  const file = await openRegularFile(path);
  try {
    const { size } = await file.stat();
    if (expected && size !== expected.bytes)
      throw new DamagedFileError(`${path} has ${size} bytes instead of ${expected.bytes}`);
    const { header, ranges } = await readHeader(file, size, path);
    let checksum = crc32(header);
    const tensors = new Map<string, NamedTensor>();
    for (const { name, shape, start, end } of ranges) {
      const data = new Float32Array((end - start) / 4);
      const bytes = viewBytes(data);
      await readAll(file, bytes, header.length + start, path);
      checksum = crc32(bytes, checksum);
      tensors.set(name, { shape, data });
    }
    if (expected && checksum !== expected.crc32) throw new DamagedFileError(`${path} has changed since it was written`);
    return tensors;
  } finally {
    await file.close();
  }
}

function encodeHeader(tensors: NamedTensors, metadata: Readonly<Record<string, string>>): Uint8Array {
  const header: Record<string, object> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8; // the data starts aligned, as the format asks
  const bytes = Buffer.alloc(8 + padded, ' ');
  bytes.writeBigUInt64LE(BigInt(padded), 0);
  json.copy(bytes, 8);
  return bytes;
}

async function readHeader(file: FileHandle, size: number, path: string) {
  if (size < 8) throw new DamagedFileError(`${path} is too short for a safetensors file`);
  const prefix = Buffer.alloc(8);
  await readAll(file, prefix, 0, path);
  const length = Number(prefix.readBigUInt64LE());
  if (length > maxHeaderBytes || 8 + length > size) throw new DamagedFileError(`${path} has no safetensors header`);
  const header = Buffer.alloc(8 + length);
  await readAll(file, header, 0, path);
  return { header, ranges: parseHeader(header.toString('utf8', 8), size - 8 - length, path) };
}

/** Parses the ranges, in file order. Together they must cover the data, without a gap or an overlap. */
function parseHeader(json: string, dataBytes: number, path: string): TensorRange[] {
  let header: unknown;
  try {
    header = JSON.parse(json);
  } catch (error) {
    throw new DamagedFileError(`${path} has a malformed header: ${getErrorMessage(error)}`);
  }
  if (!isObject(header)) throw new DamagedFileError(`${path} has a malformed header`);
  const ranges = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => parseRange(name, entry, path))
    .sort((a, b) => a.start - b.start);
  let position = 0;
  for (const { name, start, end } of ranges) {
    if (start !== position) throw new DamagedFileError(`${path}: tensor ${name} is out of place`);
    position = end;
  }
  if (position !== dataBytes) throw new DamagedFileError(`${path} is truncated or longer than its header says`);
  return ranges;
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const entrySchema = v.object({
  dtype: v.literal('F32'),
  shape: v.array(count),
  data_offsets: v.strictTuple([count, count]),
});

function parseRange(name: string, entry: unknown, path: string): TensorRange {
  const checked = v.safeParse(entrySchema, entry);
  if (!checked.success) throw new DamagedFileError(`${path}: tensor ${name} is not a float32 tensor`);
  const { shape, data_offsets } = checked.output;
  const [start, end] = data_offsets;
  if (end - start !== 4 * shape.reduce((product, n) => product * n, 1))
    throw new DamagedFileError(`${path}: tensor ${name} has the wrong length`);
  return { name, shape, start, end };
}

async function readAll(file: FileHandle, into: Uint8Array, position: number, path: string): Promise<void> {
  let done = 0;
  while (done < into.length) {
    const { bytesRead } = await file.read(into, done, Math.min(chunkBytes, into.length - done), position + done);
    if (bytesRead === 0) throw new DamagedFileError(`${path} is truncated`);
    done += bytesRead;
  }
}

async function writeAll(file: FileHandle, content: Uint8Array): Promise<void> {
  let done = 0;
  while (done < content.length) done += (await file.write(content, done)).bytesWritten;
}

function viewBytes(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
