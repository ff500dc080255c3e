import { crc32 } from 'node:zlib';

/** A chunk of a PNG file (PNG specification, third edition, section 5.3). */
export interface PngChunk {
  /** Four letters: `IHDR`, `iTXt`, `IDAT`, … */
  readonly type: string;
  readonly data: Uint8Array;
}

/** The content of an uncompressed `iTXt` chunk without a language. */
export interface PngText {
  /** 1 to 79 Latin-1 characters. */
  readonly keyword: string;
  readonly text: string;
}

/** The bytes are not a PNG file, or a damaged one. */
export class PngError extends Error {
  override readonly name = 'PngError';
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Bytes of a chunk beside its data: length, type, CRC. */
const chunkOverheadBytes = 12;

interface LocatedChunk extends PngChunk {
  /** Offset of the chunk's first byte. */
  readonly start: number;
  /** Offset after its last byte. */
  readonly end: number;
}

/** The chunks of a PNG file before its pixels. */
export interface PngHead {
  readonly chunks: readonly PngChunk[];
  /** Present if the bytes were too few: how many bytes from the start of the file are needed at least. */
  readonly bytesNeeded?: number;
}

/**
 * Returns the chunks before the first `IDAT`, as views on `bytes`, with checked CRCs. `bytes` may be only the start of
 * the file.
 * @throws PngError
 */
export function readPngHead(bytes: Uint8Array): PngHead {
  const chunks: PngChunk[] = [];
  let offset = checkSignature(bytes);
  for (;;) {
    if (offset + 8 > bytes.length) return { chunks, bytesNeeded: offset + 8 };
    const { type, length } = readChunkHeader(bytes, offset);
    if (type === 'IDAT' || type === 'IEND') return { chunks };
    const end = offset + chunkOverheadBytes + length;
    if (end > bytes.length) return { chunks, bytesNeeded: end + 8 };
    chunks.push(readChunk(bytes, offset));
    offset = end;
  }
}

/**
 * Returns all chunks of a PNG up to `IEND`, as views on `png`.
 * @throws PngError
 */
export function readPngChunks(png: Uint8Array): PngChunk[] {
  return [...iterateChunks(png)].map(({ type, data }) => ({ type, data }));
}

/**
 * Returns a copy of `png` with `chunk` directly before the first `IDAT` and without the chunks that `replaces` selects.
 * @throws PngError
 */
export function insertBeforePixels(
  png: Uint8Array,
  chunk: PngChunk,
  replaces: (existing: PngChunk) => boolean = () => false,
): Uint8Array {
  const parts: Uint8Array[] = [signature];
  for (const placed of iterateChunks(png)) {
    if (placed.type === 'IDAT') {
      parts.push(encodeChunk(chunk), png.subarray(placed.start));
      return concatenate(parts);
    }
    if (!replaces(placed)) parts.push(png.subarray(placed.start, placed.end));
  }
  throw new PngError('no pixels');
}

/** Creates an `iTXt` chunk: keyword, no compression, no language, UTF-8 text. */
export function createTextChunk({ keyword, text }: PngText): PngChunk {
  const head = Buffer.from(keyword, 'latin1');
  if (head.length < 1 || head.length > 79) throw new PngError(`keyword of ${head.length} characters`);
  return { type: 'iTXt', data: concatenate([head, new Uint8Array(5), Buffer.from(text, 'utf8')]) };
}

/** Returns the content of a chunk made by {@link createTextChunk}; undefined for any other chunk. */
export function parseTextChunk({ type, data }: PngChunk): PngText | undefined {
  if (type !== 'iTXt') return undefined;
  const keywordEnd = data.indexOf(0);
  const languageEnd = data.indexOf(0, keywordEnd + 3);
  const translatedEnd = data.indexOf(0, languageEnd + 1);
  const compressed = data[keywordEnd + 1] !== 0;
  if (keywordEnd < 1 || languageEnd < 0 || translatedEnd < 0 || compressed) return undefined;
  return {
    keyword: Buffer.from(data.subarray(0, keywordEnd)).toString('latin1'),
    text: new TextDecoder().decode(data.subarray(translatedEnd + 1)),
  };
}

function* iterateChunks(png: Uint8Array): Generator<LocatedChunk> {
  for (let start = checkSignature(png); ; ) {
    if (start + chunkOverheadBytes > png.length) throw new PngError('ends too early');
    const chunk = readChunk(png, start);
    const end = start + chunkOverheadBytes + chunk.data.length;
    yield { ...chunk, start, end };
    if (chunk.type === 'IEND') return;
    start = end;
  }
}

function readChunkHeader(bytes: Uint8Array, offset: number): { type: string; length: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 8);
  const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
  if (!/^[A-Za-z]{4}$/.test(type)) throw new PngError('a chunk without a type');
  const length = view.getUint32(0);
  if (length > 0x7fffffff) throw new PngError(`a chunk ${type} of impossible length`);
  return { type, length };
}

function readChunk(bytes: Uint8Array, offset: number): PngChunk {
  const { type, length } = readChunkHeader(bytes, offset);
  const end = offset + 8 + length;
  if (end + 4 > bytes.length) throw new PngError(`ends within chunk ${type}`);
  const stored = new DataView(bytes.buffer, bytes.byteOffset + end, 4).getUint32(0);
  if (stored !== crc32(bytes.subarray(offset + 4, end))) throw new PngError(`wrong checksum in chunk ${type}`);
  return { type, data: bytes.subarray(offset + 8, end) };
}

/** Returns the bytes of a chunk in a file: length, type, data, CRC. */
export function encodeChunk({ type, data }: PngChunk): Uint8Array {
  const bytes = Buffer.alloc(chunkOverheadBytes + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

function checkSignature(bytes: Uint8Array): number {
  if (!signature.every((byte, i) => bytes[i] === byte)) throw new PngError('not a PNG file');
  return signature.length;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
