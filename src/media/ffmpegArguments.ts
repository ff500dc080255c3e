import { resolve } from 'node:path';
import { isOlderVersion } from './ffmpeg';
import { type Fraction, isHdr, type VideoInfo } from './videoInfo';

// Pure functions that return parts of ffmpeg's command line.

/** Returns the options that read a local file: never a URL, nor a playlist that refers to one. */
export function buildFileInput(path: string): string[] {
  return ['-protocol_whitelist', 'file', '-i', toFileUrl(path)];
}

/** Returns an absolute `file:` URL, so that neither `-x.mp4` is taken for an option nor `a:b.mp4` for a protocol. */
export function toFileUrl(path: string): string {
  return `file:${resolve(path)}`;
}

/** Returns the options that read RGB24 frames without headers from standard input. */
export function buildRawInput(width: number, height: number, frameRate: Fraction): string[] {
  return [
    ...['-f', 'rawvideo', '-pixel_format', 'rgb24', '-video_size', `${width}x${height}`],
    ...['-framerate', formatFraction(frameRate), '-i', 'pipe:0'],
  ];
}

/** Reads frames with their own times from standard input; the encoder needs a fine time base for them. */
export const matroskaInput: readonly string[] = ['-f', 'matroska', '-i', 'pipe:0'];
export const matroskaEncoding: readonly string[] = ['-enc_time_base', '1:90000'];

export const rawOutput: readonly string[] = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'];

/** Returns the options that keep every frame: none is repeated or dropped to fit a constant rate. */
export function buildPassthroughOptions(version: string): string[] {
  return [isOlderVersion(version, [5, 1]) ? '-vsync' : '-fps_mode', 'passthrough'];
}

export function formatFraction({ numerator, denominator }: Fraction): string {
  return `${numerator}/${denominator}`;
}

/** Which frames to decode: 0, every, 2·every, …; or only those at these positions, ascending. */
export type FrameSelection = { readonly every: number } | { readonly only: readonly number[] };

export interface DecodeFilterOptions {
  readonly choice: FrameSelection;
  /** Whether this ffmpeg has zscale; without it HDR colors look flat. */
  readonly toneMap: boolean;
}

/** Returns the filter that converts decoded frames to RGB24 of the size in `info`. */
export function buildDecodeFilter(info: VideoInfo, { choice, toneMap }: DecodeFilterOptions): string {
  const size = `scale=w=${info.width}:h=${info.height}`;
  const chosen = buildSelectFilters(choice);
  const toRgb =
    isHdr(info) && toneMap ? [...toneMapFilters, size] : [`${size}:in_color_matrix=${chooseColorMatrix(info)}`];
  return [...chosen, ...toRgb, 'format=rgb24'].join(',');
}

function buildSelectFilters(choice: FrameSelection): string[] {
  if ('only' in choice) return [`select=${choice.only.map((index) => `eq(n\\,${index})`).join('+')}`];
  return choice.every > 1 ? [`select=not(mod(n\\,${choice.every}))`] : [];
}

/** Tone mapping from HDR to SDR: Hable's curve on linear light, at the 100 cd/m² of an SDR display. */
const toneMapFilters: readonly string[] = [
  'zscale=t=linear:npl=100',
  'format=gbrpf32le',
  'zscale=p=bt709',
  'tonemap=hable:desat=0',
  'zscale=t=bt709:m=bt709:r=tv',
  'format=yuv420p',
];

/** Returns the color matrix to decode with. Untagged streams are treated as players do: HD is BT.709, the rest BT.601. */
function chooseColorMatrix({ colorMatrix, width, height }: VideoInfo): string {
  if (colorMatrix !== undefined) return 'auto';
  return width >= 1280 || height > 576 ? 'bt709' : 'smpte170m';
}

/** Returns the filter that converts RGB to BT.709 4:2:0. Chroma needs even sizes, so an odd edge is repeated. */
export function buildEncodeFilter(width: number, height: number, pixelAspect?: Fraction): string {
  const [right, bottom] = [width % 2, height % 2];
  const even = `pad=w=iw+${right}:h=ih+${bottom},fillborders=right=${right}:bottom=${bottom}:mode=smear`;
  return [
    ...(right || bottom ? [even] : []),
    'scale=out_color_matrix=bt709:out_range=tv',
    'format=yuv420p',
    `setsar=${pixelAspect ? formatFraction(pixelAspect) : '1'}`,
  ].join(',');
}

export const bt709Tags: readonly string[] = [
  ...['-colorspace', 'bt709', '-color_primaries', 'bt709'],
  ...['-color_trc', 'bt709', '-color_range', 'tv'],
];
