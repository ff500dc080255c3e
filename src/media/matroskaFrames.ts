import type { Fraction } from './videoInfo';

/**
 * Raw RGB24 frames with individual times for a pipe to ffmpeg, in Matroska (RFC 9559), whose headers are a few bytes a
 * frame. Raw video alone can only have a constant rate.
 */

const nanosecondsPerTick = 100;
const ticksPerSecond = 1e9 / nanosecondsPerTick;

export interface MatroskaVideo {
  readonly width: number;
  readonly height: number;
  /** The mean rate, by which encoders choose their settings. */
  readonly frameRate: Fraction;
}

/** Returns the bytes before the first frame. */
export function buildMatroskaHeader({ width, height, frameRate }: MatroskaVideo): Uint8Array {
  const nanosecondsPerFrame = Math.round((1e9 * frameRate.denominator) / frameRate.numerator);
  const video = encodeElement('e0', [
    encodeUnsigned('b0', width),
    encodeUnsigned('ba', height),
    encodeElement('2eb524', [Buffer.from('RGB\x18', 'latin1')]), // UncompressedFourCC, 24 bits
  ]);
  const codec = encodeElement('86', [Buffer.from('V_UNCOMPRESSED', 'latin1')]);
  const track = encodeElement('ae', [
    encodeUnsigned('d7', 1),
    encodeUnsigned('73c5', 1),
    encodeUnsigned('83', 1),
    encodeUnsigned('23e383', nanosecondsPerFrame),
    codec,
    video,
  ]);
  return Buffer.concat([
    encodeElement('1a45dfa3', [encodeElement('4282', [Buffer.from('matroska', 'latin1')])]),
    Buffer.from('1853806701ffffffffffffff', 'hex'), // a segment of unknown length
    encodeElement('1549a966', [encodeUnsigned('2ad7b1', nanosecondsPerTick)]),
    encodeElement('1654ae6b', [track]),
  ]);
}

/** Returns the bytes before a frame of `frameBytes` bytes that is shown at `seconds`: a cluster with one block. */
export function buildMatroskaFrameHeader(seconds: number, frameBytes: number): Uint8Array {
  const time = encodeUnsigned('e7', Math.round(seconds * ticksPerSecond));
  const blockHead = Buffer.from('81000080', 'hex'); // track 1, at the cluster's time, a key frame
  const block = Buffer.concat([Buffer.from('a3', 'hex'), encodeLength(blockHead.length + frameBytes), blockHead]);
  const inside = time.length + block.length + frameBytes;
  return Buffer.concat([Buffer.from('1f43b675', 'hex'), encodeLength(inside), time, block]);
}

function encodeElement(id: string, parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(id, 'hex'), encodeLength(content.length), content]);
}

function encodeUnsigned(id: string, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return encodeElement(id, [bytes]);
}

/** Encodes a length in eight bytes, of which the first says that there are eight. */
function encodeLength(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value) | (1n << 56n));
  return bytes;
}
