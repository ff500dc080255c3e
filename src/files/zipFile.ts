import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';

/** An entry of a zip file, as its central directory tells (PKWARE's APPNOTE, 4.3.12). */
interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly headerOffset: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const headerSignature = 0x04034b50;
const endSize = 22;
const mostDirectoryBytes = 2 ** 24;
const methods: Readonly<Record<number, 'stored' | 'deflated'>> = { 0: 'stored', 8: 'deflated' };

/**
 * Writes one entry of a zip file to `output`, in flat memory. Zip64 and encryption are not for us.
 * @throws UserError when the file is no zip file, lacks the entry, or holds something else than it says.
 */
export async function extractZipEntry(zipPath: string, name: string, output: string): Promise<void> {
  const file = await open(zipPath, 'r');
  try {
    const entry = (await readDirectory(file, zipPath)).find((each) => each.name === name);
    if (!entry) throw new UserError(t('{0} contains no {1}.', zipPath, name));
    const method = methods[entry.method];
    const start = await contentOffset(file, entry);
    if (method === undefined || start === undefined) throw damaged(zipPath);
    const packed = file.createReadStream({ start, end: start + entry.packedSize - 1, autoClose: false });
    const check = checking(entry, zipPath);
    const target = createWriteStream(output);
    if (method === 'stored') await pipeline(packed, check, target);
    else
      await pipeline(packed, createInflateRaw(), check, target).catch((error) =>
        Promise.reject(asDamage(error, zipPath)),
      );
  } finally {
    await file.close();
  }
}

async function readDirectory(file: FileHandle, path: string): Promise<readonly ZipEntry[]> {
  const { size } = await file.stat();
  const tail = await bytesAt(file, Math.max(0, size - endSize - 0xffff), size);
  let end = tail.length - endSize;
  while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end--;
  if (end < 0) throw damaged(path);
  const length = tail.readUInt32LE(end + 12);
  const offset = tail.readUInt32LE(end + 16);
  if (length > mostDirectoryBytes || offset + length > size) throw damaged(path);
  return parseDirectory(await bytesAt(file, offset, offset + length), path);
}

function parseDirectory(bytes: Buffer, path: string): readonly ZipEntry[] {
  const entries: ZipEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== entrySignature) throw damaged(path);
    const nameLength = bytes.readUInt16LE(at + 28);
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      packedSize: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      headerOffset: bytes.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** Where the content begins: behind a header whose length the directory does not tell. */
async function contentOffset(file: FileHandle, { headerOffset }: ZipEntry): Promise<number | undefined> {
  const header = await bytesAt(file, headerOffset, headerOffset + 30);
  if (header.length < 30 || header.readUInt32LE(0) !== headerSignature) return undefined;
  return headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

/** Passes content on; fails where it is longer or other than the entry says. */
function checking(entry: ZipEntry, path: string): Transform {
  let size = 0;
  let crc = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      crc = crc32(chunk, crc);
      done(size > entry.size ? damaged(path) : null, chunk);
    },
    flush(done) {
      done(size === entry.size && crc === entry.crc ? null : damaged(path));
    },
  });
}

async function bytesAt(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.alloc(end - start);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
  return buffer.subarray(0, bytesRead);
}

function asDamage(error: unknown, path: string): unknown {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_') ? damaged(path) : error;
}

function damaged(path: string): UserError {
  return new UserError(t('{0} is damaged or not a zip file.', path));
}
