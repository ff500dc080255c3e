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
  /** Absent if the container does not state it (Matroska, WebM, GIF, …). */
  readonly frameCount?: number | undefined;
  readonly durationSeconds?: number | undefined;
  /** When each frame is shown, seconds from the first; only if the rate varies. */
  readonly frameTimes?: readonly number[] | undefined;
  /** When the first frame is shown, seconds from the start of the file. */
  readonly startSeconds: number;
  readonly hasAudio: boolean;
  /** ffmpeg's names of the codecs of all audio streams. */
  readonly audioCodecs: readonly string[];
  /** Absent for square pixels. */
  readonly pixelAspect?: Fraction | undefined;
  /** ffmpeg's names; absent if the stream does not state them. */
  readonly colorMatrix?: string | undefined;
  readonly colorTransfer?: string | undefined;
}

const hdrTransfers = new Set(['smpte2084', 'arib-std-b67']);

/** Returns whether the video's light levels exceed what 8-bit RGB shows: PQ or HLG. */
export function isHdr(info: VideoInfo): boolean {
  return info.colorTransfer !== undefined && hdrTransfers.has(info.colorTransfer);
}

/** Returns the number of frames: as the container states it, else by duration and rate; undefined if nothing states it. */
export function estimateFrameCount({ frameCount, durationSeconds, frameRate }: VideoInfo): number | undefined {
  if (frameCount !== undefined) return frameCount;
  if (durationSeconds === undefined) return undefined;
  return Math.max(1, Math.round((durationSeconds * frameRate.numerator) / frameRate.denominator));
}
