import type { Readable } from 'node:stream';
import { ChunkReader } from './chunkReader';
import type { PixelPool } from './frames';

/**
 * Reads raw frames with their times from a pipe of ffmpeg, in NUT (https://ffmpeg.org/~michael/nut.txt): raw video alone
 * would lose the times, and Matroska would round them to milliseconds.
 */

/** The pixels of a frame, and when it is shown. */
export interface TimedPixels {
  readonly pixels: Uint8Array;
  readonly seconds: number;
}

const startcodes = {
  main: '4e4d7a561f5f04ad',
  stream: '4e5311405bf2f9db',
  syncpoint: '4e4be4adeeca4569',
} as const;
/** Where a frame could start, this byte is the first of a startcode. */
const startcodeByte = 0x4e;
const identifierLength = 'nut/multimedia container\0'.length;
/** A packet with a longer body has a checksum before it. */
const longBodyBytes = 4096;

const flags = {
  codedTime: 8,
  streamId: 16,
  sizeHigh: 32,
  checksum: 64,
  reserved: 128,
  headerIndex: 1024,
  matchTime: 2048,
  coded: 4096,
  invalid: 8192,
} as const;

/** What a frame's first byte stands for. */
interface FrameCode {
  readonly flags: number;
  readonly timeDelta: number;
  readonly sizeFactor: number;
  readonly size: number;
  readonly reservedCount: number;
  readonly headerIndex: number;
}

interface NutState {
  timeBases: readonly number[];
  codes: readonly FrameCode[];
  /** What frames may begin with without its being repeated in them. */
  headers: readonly Uint8Array[];
  secondsPerTick: number;
  /** Number of low bits of a time that a frame may state alone. */
  timeBits: number;
  lastTime: number;
}

/** The stream is not what ffmpeg writes. */
export class NutError extends Error {}

/** Headers are some hundred bytes; a longer one would be read into memory. */
const maxHeaderBytes = 1 << 20;

/**
 * Yields the frames of `frameBytes` bytes in a stream with one track of raw video; drops an incomplete last one.
 * @throws NutError
 */
export async function* readNutFrames(
  stream: Readable,
  frameBytes: number,
  pool: PixelPool,
): AsyncGenerator<TimedPixels> {
  const reader = new ChunkReader(stream);
  const state: NutState = {
    ...{ timeBases: [], codes: [], headers: [], secondsPerTick: 0, timeBits: 0, lastTime: 0 },
  };
  if (!(await reader.skip(identifierLength))) return;
  for (let first = await reader.tryReadByte(); first !== undefined; first = await reader.tryReadByte()) {
    if (first === startcodeByte) {
      if (!(await readPacket(reader, state))) return;
      continue;
    }
    const head = await readFrameHead(reader, state, first);
    if (head === undefined) return;
    const prefix = state.headers[head.headerIndex] ?? new Uint8Array(0);
    if (prefix.length > frameBytes) throw createDamagedError();
    if (head.size !== frameBytes) throw new NutError(`a frame of ${head.size} bytes instead of ${frameBytes}`);
    const pixels = pool.take(frameBytes);
    pixels.set(prefix);
    if (!(await reader.fill(pixels, prefix.length))) return pool.give(pixels);
    yield { pixels, seconds: state.lastTime * state.secondsPerTick };
  }
}

const createDamagedError = () => new NutError('the stream of decoded frames is damaged');

/** Reads a packet whose first byte has been read; returns false where the stream ends. */
async function readPacket(reader: ChunkReader, state: NutState): Promise<boolean> {
  const rest = new Uint8Array(7);
  if (!(await reader.fill(rest, 0))) return false;
  const code = Buffer.from([startcodeByte, ...rest]).toString('hex');
  const length = await reader.readVarint();
  if (length === undefined) return false;
  if (length > longBodyBytes && !(await reader.skip(4))) return false;
  const isKnown = (Object.values(startcodes) as string[]).includes(code);
  if (!isKnown) return reader.skip(length);
  if (length > maxHeaderBytes) throw createDamagedError();
  const body = Buffer.alloc(length);
  if (!(await reader.fill(body, 0))) return false;
  const fields = new NutFields(body);
  if (code === startcodes.main) readMainHeader(fields, state);
  else if (code === startcodes.stream) readStreamHeader(fields, state);
  else readSyncpoint(fields, state);
  return true;
}

/** The numbers in the body of a packet. */
class NutFields {
  readonly #body: Uint8Array;
  #at = 0;

  constructor(body: Uint8Array) {
    this.#body = body;
  }

  /** Whether more than the checksum is left. */
  get hasMore(): boolean {
    return this.#body.length - this.#at > 4;
  }

  readUnsigned(): number {
    let value = 0;
    for (;;) {
      const byte = this.#body[this.#at++];
      if (byte === undefined) throw createDamagedError();
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
  }

  /** Returns a number of things in the body, each of which has at least a byte. */
  readCount(): number {
    const count = this.readUnsigned();
    if (count > this.#body.length) throw createDamagedError();
    return count;
  }

  readSigned(): number {
    const value = this.readUnsigned() + 1;
    return value % 2 === 1 ? -(value - 1) / 2 : value / 2;
  }

  readBytes(): Uint8Array {
    const length = this.readUnsigned();
    this.#at += length;
    return this.#body.subarray(this.#at - length, this.#at);
  }
}

function readMainHeader(fields: NutFields, state: NutState): void {
  const version = fields.readUnsigned();
  if (version > 3) fields.readUnsigned(); // the minor version
  fields.readUnsigned(); // the number of streams: one
  fields.readUnsigned(); // the largest distance between syncpoints
  state.timeBases = Array.from({ length: fields.readCount() }, () => fields.readUnsigned() / fields.readUnsigned());
  state.codes = readFrameCodes(fields);
  if (!fields.hasMore) return;
  const count = fields.readCount();
  state.headers = [new Uint8Array(0), ...Array.from({ length: count }, () => fields.readBytes())];
}

function readFrameCodes(fields: NutFields): FrameCode[] {
  const codes: FrameCode[] = [];
  const invalid = {
    ...{ flags: flags.invalid, timeDelta: 0, sizeFactor: 1, size: 0, reservedCount: 0, headerIndex: 0 },
  };
  let [timeDelta, sizeFactor, headerIndex] = [0, 1, 0];
  while (codes.length < 256) {
    const codeFlags = fields.readUnsigned();
    const given = fields.readCount();
    if (given > 0) timeDelta = fields.readSigned();
    if (given > 1) sizeFactor = fields.readUnsigned();
    if (given > 2) fields.readUnsigned(); // the stream: the only one
    const size = given > 3 ? fields.readUnsigned() : 0;
    const reservedCount = given > 4 ? fields.readUnsigned() : 0;
    const count = given > 5 ? fields.readUnsigned() : sizeFactor - size;
    if (given > 6) fields.readSigned(); // the time to match
    if (given > 7) headerIndex = fields.readUnsigned();
    for (let extra = 8; extra < given; extra++) fields.readUnsigned();
    for (let i = 0; i < count && codes.length < 256; i++) {
      if (codes.length === startcodeByte) codes.push(invalid);
      codes.push({ flags: codeFlags, timeDelta, sizeFactor, size: size + i, reservedCount, headerIndex });
    }
  }
  return codes;
}

function readStreamHeader(fields: NutFields, state: NutState): void {
  fields.readUnsigned(); // the stream's number
  fields.readUnsigned(); // its class: video
  fields.readBytes(); // its codec
  state.secondsPerTick = state.timeBases[fields.readUnsigned()] ?? 0;
  state.timeBits = fields.readUnsigned();
}

function readSyncpoint(fields: NutFields, state: NutState): void {
  const value = fields.readUnsigned();
  const count = state.timeBases.length;
  const seconds = Math.floor(value / count) * (state.timeBases[value % count] ?? 0);
  state.lastTime = Math.floor(seconds / state.secondsPerTick + 1e-6);
}

/** Reads what precedes a frame's bytes, and advances the time; returns undefined where the stream ends. */
async function readFrameHead(
  reader: ChunkReader,
  state: NutState,
  first: number,
): Promise<{ readonly size: number; readonly headerIndex: number } | undefined> {
  const code = state.codes[first];
  if (!code || code.flags & flags.invalid) throw createDamagedError();
  const read = async () => (await reader.readVarint()) ?? 0;
  let { flags: present, size, reservedCount, headerIndex } = code;
  if (present & flags.coded) present ^= await read();
  if (present & flags.streamId) await read();
  state.lastTime = present & flags.codedTime ? completeTime(await read(), state) : state.lastTime + code.timeDelta;
  if (present & flags.sizeHigh) size += code.sizeFactor * (await read());
  if (present & flags.matchTime) await read();
  if (present & flags.headerIndex) headerIndex = await read();
  if (present & flags.reserved) reservedCount = await read();
  for (let i = 0; i < reservedCount; i++) await read();
  if (present & flags.checksum && !(await reader.skip(4))) return undefined;
  return { size, headerIndex };
}

/** Returns the time that a frame states whole, or by its low bits as the nearest one to the frame before it. */
function completeTime(coded: number, { timeBits, lastTime }: NutState): number {
  const range = 2 ** timeBits;
  if (coded >= range) return coded - range;
  const lowest = lastTime - Math.floor((range - 1) / 2);
  return lowest + ((((coded - lowest) % range) + range) % range);
}
