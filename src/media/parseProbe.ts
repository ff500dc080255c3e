import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import type { MediaContents, MediaTrack } from './mediaContents';
import { maxFramePixels } from './pixelLimit';
import type { Fraction, VideoInfo } from './videoInfo';

type Tags = Readonly<Record<string, string>>;

/** The fields of ffprobe's JSON that are used. Any of them may be missing: they come from an untrusted file. */
interface ProbeOutput {
  readonly streams?: readonly ProbeStream[];
  readonly chapters?: readonly { readonly tags?: Tags }[];
  readonly format?: {
    readonly format_name?: string;
    readonly duration?: string;
    readonly start_time?: string;
    readonly tags?: Tags;
  };
}

interface ProbeStream {
  readonly index?: number;
  readonly codec_type?: string;
  readonly codec_name?: string;
  readonly codec_tag_string?: string;
  readonly width?: number;
  readonly height?: number;
  readonly pix_fmt?: string;
  readonly field_order?: string;
  readonly avg_frame_rate?: string;
  readonly r_frame_rate?: string;
  readonly time_base?: string;
  readonly nb_frames?: string;
  readonly duration?: string;
  readonly start_time?: string;
  readonly sample_aspect_ratio?: string;
  readonly color_space?: string;
  readonly color_transfer?: string;
  readonly color_primaries?: string;
  readonly disposition?: { readonly attached_pic?: number };
  readonly tags?: Tags;
  readonly side_data_list?: readonly { readonly rotation?: number | string }[];
}

/** Converts ffprobe's JSON to {@link VideoInfo}. @throws UserError when `path` has no usable video stream */
export function parseProbe(output: string, path: string): VideoInfo {
  const probed = JSON.parse(output) as ProbeOutput;
  const video = findVideoStream(probed);
  if (!video?.width || !video.height) throw new UserError(t('{0} has no video stream. Choose a video file.', path));
  if (video.width * video.height > maxFramePixels)
    throw new UserError(
      t('The frames of {0} are too large: {1} x {2} pixels. Scale the video down.', path, video.width, video.height),
    );
  const isRotated = isRotatedByQuarter(video);
  const pixelAspect = omitSquare(parseFraction(video.sample_aspect_ratio));
  return {
    width: isRotated ? video.height : video.width,
    height: isRotated ? video.width : video.height,
    ...describeRate(video, probed),
    pixelAspect: isRotated && pixelAspect ? invertFraction(pixelAspect) : pixelAspect,
    colorMatrix: omitUnknown(video.color_space),
    colorTransfer: omitUnknown(video.color_transfer),
    colorPrimaries: omitUnknown(video.color_primaries),
    codec: video.codec_name,
    bitsPerChannel: parseBits(video.pix_fmt),
    hasAlpha: hasTransparency(video),
    isInterlaced: ['tt', 'bb', 'tb', 'bt'].includes(video.field_order ?? ''),
    contents: describeContents(video, probed),
  };
}

/** Returns the first video stream that is not a cover picture. */
function findVideoStream({ streams = [] }: ProbeOutput): ProbeStream | undefined {
  return streams.find((stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1);
}

function describeRate(video: ProbeStream, { format = {} }: ProbeOutput) {
  const [average, finest] = [parseFraction(video.avg_frame_rate), parseFraction(video.r_frame_rate)];
  const frameRate = average ?? finest ?? { numerator: 25, denominator: 1 };
  return {
    frameRate,
    hasSteadyRate:
      average !== undefined && finest !== undefined && isUsualRate(average) && isNearlySame(average, finest),
    timeBase: parseFraction(video.time_base),
    frameCount: readFrameCount(video, average),
    durationSeconds: parsePositive(video.duration) ?? parsePositive(format.duration),
  };
}

/** Returns whether a rate is one that cameras and editors use, and not the mean of uneven ones. */
function isUsualRate({ denominator }: Fraction): boolean {
  return [1, 2, 100, 1000, 1001].includes(denominator);
}

/** `r_frame_rate` is the lowest rate that represents all times exactly; it is the average rate of evenly spaced frames. */
function isNearlySame(a: Fraction, b: Fraction): boolean {
  return Math.abs((a.numerator * b.denominator) / (b.numerator * a.denominator) - 1) < 0.001;
}

/** Returns the number of frames; undefined where an edit list shows only some of them, so that the duration differs. */
function readFrameCount(video: ProbeStream, average: Fraction | undefined): number | undefined {
  const count = parsePositive(video.nb_frames);
  const duration = parsePositive(video.duration);
  if (count === undefined || duration === undefined || !average) return count;
  const durationOfAll = (count * average.denominator) / average.numerator;
  return Math.abs(durationOfAll - duration) < 0.0005 ? count : undefined;
}

function describeContents(
  video: ProbeStream,
  { streams = [], chapters = [], format = {} }: ProbeOutput,
): MediaContents {
  const startSeconds = Number(format.start_time) || 0;
  return {
    formatName: format.format_name ?? '',
    startSeconds,
    videoIndex: video.index ?? streams.indexOf(video),
    videoStartSeconds: Number(video.start_time) || 0,
    videoTags: video.tags ?? {},
    tags: format.tags ?? {},
    chapterCount: chapters.length,
    unnamedChapters: chapters.flatMap(({ tags }, at) => (tags?.title ? [] : [at])),
    tracks: streams.filter((stream) => stream !== video).map((stream, at) => describeTrack(stream, at)),
  };
}

function describeTrack(stream: ProbeStream, at: number): MediaTrack {
  const kinds: Readonly<Record<string, MediaTrack['kind']>> = {
    ...{ audio: 'audio', subtitle: 'subtitle', attachment: 'attachment' },
    video: stream.disposition?.attached_pic === 1 ? 'picture' : 'video',
  };
  return {
    index: stream.index ?? at,
    kind: kinds[stream.codec_type ?? ''] ?? 'data',
    codec: stream.codec_name ?? 'unknown',
    codecTag: stream.codec_tag_string,
    language: stream.tags?.language,
    name: stream.tags?.title ?? stream.tags?.filename,
  };
}

/** Returns whether the video is shown rotated by 90 or 270 degrees: newer ffprobe has a display matrix, older a tag. */
function isRotatedByQuarter(video: ProbeStream): boolean {
  const matrix = video.side_data_list?.find((data) => data.rotation !== undefined)?.rotation;
  return Math.abs(Math.round(Number(matrix ?? video.tags?.rotate ?? 0) / 90)) % 2 === 1;
}

/** Returns the bits of a color from the name of a pixel format: 10 of `yuv420p10le`, 16 of `rgb48be`. */
function parseBits(pixelFormat = ''): number {
  if (/^(rgb|bgr)48|^(rgba|bgra)64/.test(pixelFormat)) return 16;
  const bits = /(?:p|gray|ya|x2rgb|x2bgr|xyz|p0|p2|p4)(9|10|12|14|16|32)(?:le|be)?$/.exec(pixelFormat)?.[1];
  return bits === undefined ? 8 : Number(bits);
}

/** WebM keeps transparency beside the pictures, and says so in a tag; GIF has it for what stays as it was. */
function hasTransparency({ pix_fmt = '', codec_name, tags = {} }: ProbeStream): boolean {
  const isTagged = Object.entries(tags).some(([key, value]) => key.toLowerCase() === 'alpha_mode' && value === '1');
  return isTagged || (/^(yuva|gbrap|ya\d|rgba|bgra|argb|abgr)/.test(pix_fmt) && codec_name !== 'gif');
}

/** Parses `30000/1001` or `4:3`; returns undefined for `0/0`, `N/A` and similar texts. */
function parseFraction(text: string | undefined): Fraction | undefined {
  const [numerator, denominator] = (text ?? '').split(/[/:]/).map(Number);
  return numerator && denominator && numerator > 0 && denominator > 0 ? { numerator, denominator } : undefined;
}

function omitSquare(aspect: Fraction | undefined): Fraction | undefined {
  return aspect?.numerator === aspect?.denominator ? undefined : aspect;
}

function invertFraction({ numerator, denominator }: Fraction): Fraction {
  return { numerator: denominator, denominator: numerator };
}

function parsePositive(text: string | undefined): number | undefined {
  const value = Number(text);
  return value > 0 && Number.isFinite(value) ? value : undefined;
}

function omitUnknown(name: string | undefined): string | undefined {
  return name === 'unknown' ? undefined : name;
}
