import { resolve } from 'node:path';
import { isOlderVersion } from './ffmpeg';
import { type Fraction, isHdr, isWideGamut, type VideoInfo } from './videoInfo';

// Pure functions that return parts of ffmpeg's command line.

/**
 * The containers that are read: each holds all of a video itself. A playlist, a list of files, a description of a stream
 * or a pattern of names makes ffmpeg open others, whatever name it has.
 */
const videoContainers: readonly string[] = [
  ...[
    'mov',
    'matroska',
    'webm',
    'avi',
    'mpegts',
    'mpeg',
    'mpegvideo',
    'asf',
    'flv',
    'gif',
    'apng',
    'ogg',
    'mxf',
    'rm',
    'nut',
  ],
  ...[
    'ivf',
    'h264',
    'hevc',
    'vvc',
    'm4v',
    'av1',
    'obu',
    'vc1',
    'vc1test',
    'dirac',
    'dv',
    'gxf',
    'wtv',
    'swf',
    'nsv',
    'avs',
  ],
  ...[
    'mjpeg',
    'yuv4mpegpipe',
    'h261',
    'h263',
    'lxf',
    'mvi',
    'roq',
    'smk',
    'bink',
    'nuv',
    'pva',
    'vivo',
    'mlv',
    'kux',
    'live_flv',
  ],
];

/** Returns the options that read a local file: never a URL, nor a playlist that refers to one or to other files. */
export function buildFileInput(path: string): string[] {
  return ['-format_whitelist', videoContainers.join(','), '-protocol_whitelist', 'file', '-i', toFileUrl(path)];
}

/** Returns an absolute `file:` URL, so that neither `-x.mp4` is taken for an option nor `a:b.mp4` for a protocol. */
export function toFileUrl(path: string): string {
  return `file:${resolve(path)}`;
}

/** A gap of so many seconds in a recording is kept; ffmpeg closes a longer one, where the clock was set anew. */
export const gapOptions: readonly string[] = ['-dts_delta_threshold', '3600'];

/** Reads frames with their own times from standard input. */
export const matroskaInput: readonly string[] = ['-f', 'matroska', '-i', 'pipe:0'];

/** Writes frames with their own times, in the unit of the source, to standard output. */
export const nutOutput: readonly string[] = [
  ...['-enc_time_base', '-1', '-map_metadata', '-1', '-map_chapters', '-1'],
  ...['-c:v', 'rawvideo', '-pix_fmt', 'rgb24', '-f', 'nut', 'pipe:1'],
];

/** Returns the options that read streams and drop them, so that their times count in those of the file. */
export function buildDroppedStreams(input: number, indexes: readonly number[]): string[] {
  if (indexes.length === 0) return [];
  return [...indexes.flatMap((index) => ['-map', `${input}:${index}`]), '-c', 'copy', '-f', 'null', '-'];
}

/** Returns the options that keep every frame: none is repeated or dropped to fit a constant rate. */
export function buildPassthroughOptions(version: string): string[] {
  return [isOlderVersion(version, [5, 1]) ? '-vsync' : '-fps_mode', 'passthrough'];
}

function formatFraction({ numerator, denominator }: Fraction): string {
  return `${numerator}/${denominator}`;
}

export function formatRatio({ numerator, denominator }: Fraction): string {
  return `${numerator}:${denominator}`;
}

/** Which frames to decode: 0, every, 2·every, …; or only those at these positions, ascending. */
export type FrameSelection = { readonly every: number } | { readonly only: readonly number[] };

export interface DecodeFilterOptions {
  readonly choice: FrameSelection;
  /** Whether this ffmpeg has zscale; without it HDR colors look flat. */
  readonly toneMap: boolean;
  /** The filter that makes whole frames of fields; absent where frames are whole. */
  readonly deinterlacer?: string | undefined;
}

/** Returns the filter that converts decoded frames to RGB24 of the size in `info`. */
export function buildDecodeFilter(info: VideoInfo, { choice, toneMap, deinterlacer }: DecodeFilterOptions): string {
  const size = `scale=w=${info.width}:h=${info.height}`;
  const whole = deinterlacer === undefined ? [] : [`${deinterlacer}=mode=send_frame:deint=interlaced`];
  const toSdr = toneMap ? buildSdrFilters(info) : [];
  const toRgb = toSdr.length > 0 ? [...toSdr, size] : [`${size}:in_color_matrix=${chooseColorMatrix(info)}`];
  return [...whole, ...buildSelectFilters(choice), ...toRgb, 'format=rgb24'].join(',');
}

function buildSelectFilters(choice: FrameSelection): string[] {
  if ('only' in choice) return [`select=${joinSum(choice.only.map((index) => `eq(n\\,${index})`))}`];
  return choice.every > 1 ? [`select=not(mod(n\\,${choice.every}))`] : [];
}

/** Returns the sum of terms; ffmpeg takes only a hundred levels of an expression, and each plus in a row is one. */
function joinSum(terms: readonly string[]): string {
  if (terms.length <= 2) return terms.join('+');
  const middle = terms.length >> 1;
  return `(${joinSum(terms.slice(0, middle))})+(${joinSum(terms.slice(middle))})`;
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

/** Returns the filters that bring HDR, or the colors of a wider gamut, into BT.709. */
function buildSdrFilters(info: VideoInfo): readonly string[] {
  if (isHdr(info)) return toneMapFilters;
  return isWideGamut(info) ? ['zscale=p=bt709:t=bt709:m=bt709:r=tv', 'format=yuv444p'] : [];
}

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
