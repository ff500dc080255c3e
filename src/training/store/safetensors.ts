/**
 * Files of named float tensors in the safetensors format (github.com/huggingface/safetensors): eight bytes with the
 * length of a JSON header, the header with type, shape and byte range of each tensor, then the raw little-endian data.
 * Tensors go between memory and disk one by one, so that neither way needs more memory than the tensors themselves.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { getErrorMessage } from '../../shared/errors';

export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type NamedTensors = ReadonlyMap<string, NamedTensor>;

/** What identifies the exact content of a written file. */
export interface FileChecksum {
  readonly bytes: number;
  readonly crc32: number;
}

/** A file is not what it should be: truncated, changed, or something else. */
export class DamagedFileError extends Error {
  override readonly name = 'DamagedFileError';
}

const longestHeader = 16 * 1024 * 1024;
const pieceBytes = 16 * 1024 * 1024;

interface TensorRange {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** Writes and syncs a new file; it must not exist. */
export async function writeSafetensors(
  path: string,
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>> = {},
): Promise<FileChecksum> {
  const file = await open(path, 'wx');
  let bytes = 0;
  let checksum = 0;
  const write = async (content: Uint8Array) => {
    for (let start = 0; start < content.length; start += pieceBytes) {
      const piece = content.subarray(start, start + pieceBytes);
      checksum = crc32(piece, checksum);
      await writeAll(file, piece);
      bytes += piece.length;
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
 * @throws DamagedFileError when the file is malformed or is not the one that `seal` describes.
 */
export async function readSafetensors(path: string, seal?: FileChecksum): Promise<Map<string, NamedTensor>> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (seal && size !== seal.bytes) throw new DamagedFileError(`${path} has ${size} bytes instead of ${seal.bytes}`);
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
    if (seal && checksum !== seal.crc32) throw new DamagedFileError(`${path} has changed since it was written`);
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
  if (length > longestHeader || 8 + length > size) throw new DamagedFileError(`${path} has no safetensors header`);
  const header = Buffer.alloc(8 + length);
  await readAll(file, header, 0, path);
  return { header, ranges: parseHeader(header.toString('utf8', 8), size - 8 - length, path) };
}

/** The ranges in file order; together they must be the data, without a gap or an overlap. */
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

function parseRange(name: string, entry: unknown, path: string): TensorRange {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  const counts = (value: unknown): value is number[] =>
    Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
  if (dtype !== 'F32' || !counts(shape) || !counts(offsets) || offsets.length !== 2)
    throw new DamagedFileError(`${path}: tensor ${name} is no float32 tensor`);
  const [start, end] = offsets as [number, number];
  if (end - start !== 4 * shape.reduce((product, n) => product * n, 1))
    throw new DamagedFileError(`${path}: tensor ${name} has the wrong length`);
  return { name, shape, start, end };
}

async function readAll(file: FileHandle, into: Uint8Array, position: number, path: string): Promise<void> {
  let done = 0;
  while (done < into.length) {
    const { bytesRead } = await file.read(into, done, Math.min(pieceBytes, into.length - done), position + done);
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
