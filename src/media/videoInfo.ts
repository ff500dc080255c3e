import type { MediaContents } from './mediaContents';

/** Frames a second, or a pixel's width to its height, as an exact fraction. */
export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/** The facts about a video's first video stream. */
export interface VideoInfo {
  /** Pixels, as shown: after the rotation that the file asks for. */
  readonly width: number;
  readonly height: number;
  /** The average rate of the stream, frames a second. */
  readonly frameRate: Fraction;
  /** Whether the frames are evenly spaced, as far as the container says so. */
  readonly hasSteadyRate?: boolean;
  /** The unit, in seconds, in which the file counts the times of its frames. */
  readonly timeBase?: Fraction | undefined;
  /** Absent if the container does not state it, or states a number that does not fit its other facts. */
  readonly frameCount?: number | undefined;
  readonly durationSeconds?: number | undefined;
  /** Absent for square pixels. */
  readonly pixelAspect?: Fraction | undefined;
  /** ffmpeg's names; absent if the stream does not state them. */
  readonly colorMatrix?: string | undefined;
  readonly colorTransfer?: string | undefined;
  readonly colorPrimaries?: string | undefined;
  /** ffmpeg's name. */
  readonly codec?: string | undefined;
  /** 8 when absent. */
  readonly bitsPerChannel?: number;
  readonly hasAlpha?: boolean;
  /** Whether a frame consists of two fields, one after the other. */
  readonly isInterlaced?: boolean;
  readonly contents: MediaContents;
}

const hdrTransfers = new Set(['smpte2084', 'arib-std-b67']);

/** Returns whether the video's light levels exceed what 8-bit RGB shows: PQ or HLG. */
export function isHdr(info: VideoInfo): boolean {
  return info.colorTransfer !== undefined && hdrTransfers.has(info.colorTransfer);
}

const wideGamuts = new Set(['bt2020', 'smpte431', 'smpte432']);

/** Returns whether the video's colors may exceed BT.709's: those of BT.2020 or P3. */
export function isWideGamut(info: VideoInfo): boolean {
  return info.colorPrimaries !== undefined && wideGamuts.has(info.colorPrimaries);
}

/** Returns the number of frames: as the container states it, else by duration and rate; undefined if nothing states it. */
export function estimateFrameCount({ frameCount, durationSeconds, frameRate }: VideoInfo): number | undefined {
  if (frameCount !== undefined) return frameCount;
  if (durationSeconds === undefined) return undefined;
  return Math.max(1, Math.round((durationSeconds * frameRate.numerator) / frameRate.denominator));
}
