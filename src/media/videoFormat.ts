import { extname } from 'node:path';

/** How a container is written: the encoder of its video, and what of a source's other streams it can hold. */
export interface VideoFormat {
  readonly encoder: readonly string[];
  /** Codecs of sound that players know in it. */
  readonly audioCopied: readonly string[] | 'all';
  /** Encodes sound that cannot be copied. */
  readonly audioEncoder: string;
  /** Whether it can say that the beginning of a stream is only for the decoder; else it would delay all others. */
  readonly hidesPreroll: boolean;
  /** Where players look for the name of a track, beside its title. */
  readonly trackNameTag?: string;
  readonly subtitlesCopied: readonly string[];
  /** Encodes subtitles of text that cannot be copied; absent if the container holds none. */
  readonly subtitleEncoder?: string;
  /** The other kinds of streams that it can hold. */
  readonly holds: readonly ('picture' | 'attachment' | 'data')[];
  /** Names the container where the extension is not enough. */
  readonly muxer: readonly string[];
  /** How the finished file is laid out. */
  readonly flags: readonly string[];
  /** The same, for a file with a cover picture; `flags` when absent. */
  readonly flagsWithPicture?: readonly string[];
  /** Whether XMP is appended in a `uuid` box. */
  readonly hasXmpBox: boolean;
  /** Whether a chapter without a name would get that of another. */
  readonly needsChapterNames?: boolean;
  /** The only tags that it keeps, by what they stand for; absent if it keeps any. */
  readonly onlyTags?: Readonly<Record<string, string>>;
}

/** How H.264 and H.265 are encoded: the keys of `writer.ffmpeg` in faceswap's convert.ini. */
export interface EncoderSettings {
  readonly codec: 'libx264' | 'libx265';
  /** 0 lossless .. 51 */
  readonly crf: number;
  readonly preset: string;
  readonly tune: string;
}

/** `faster` has the file size and SSIM of `medium` in three quarters of its time, measured on a talking head at 720p. */
export const defaultEncoderSettings: EncoderSettings = { codec: 'libx264', crf: 23, preset: 'faster', tune: 'none' };

/** The encoder of {@link EncoderSettings} is used if `encoder` is absent. */
type Container = Omit<VideoFormat, 'encoder'> & {
  readonly encoder?: readonly string[];
  /** Without this tag some players do not recognize H.265. */
  readonly hevcTag?: string;
};

const vp9 = [
  ...['-c:v', 'libvpx-vp9', '-crf', '31', '-b:v', '0'],
  ...['-deadline', 'realtime', '-cpu-used', '5', '-row-mt', '1'],
];
const mp4Audio = ['aac', 'ac3', 'alac', 'eac3', 'flac', 'mp3', 'opus'];

const mp4: Container = {
  audioCopied: mp4Audio,
  audioEncoder: 'aac',
  hidesPreroll: true,
  trackNameTag: 'handler_name',
  subtitlesCopied: ['mov_text', 'dvd_subtitle'],
  subtitleEncoder: 'mov_text',
  holds: ['picture', 'data'],
  muxer: [],
  flags: ['-movflags', '+faststart+use_metadata_tags'],
  // Tags of any name and a cover exclude each other; the mark stays in the comment and in XMP.
  flagsWithPicture: ['-movflags', '+faststart'],
  hasXmpBox: true,
  needsChapterNames: true,
  hevcTag: 'hvc1',
};

/** Players show a stream without being asked only where they did so in the source. */
const shownAsBefore: readonly string[] = ['-default_mode', 'passthrough'];

const matroska: Container = {
  audioCopied: 'all',
  audioEncoder: 'flac',
  hidesPreroll: false,
  subtitlesCopied: [
    'subrip',
    'ass',
    'ssa',
    'webvtt',
    'hdmv_pgs_subtitle',
    'hdmv_text_subtitle',
    'dvd_subtitle',
    'dvb_subtitle',
  ],
  subtitleEncoder: 'srt',
  holds: ['attachment'],
  muxer: [],
  flags: shownAsBefore,
  hasXmpBox: false,
};

const webm: Container = {
  encoder: vp9,
  audioCopied: ['opus', 'vorbis'],
  audioEncoder: 'libopus',
  hidesPreroll: false,
  subtitlesCopied: ['webvtt'],
  subtitleEncoder: 'webvtt',
  holds: [],
  muxer: [],
  flags: shownAsBefore,
  hasXmpBox: false,
};

const transportStream: Container = {
  audioCopied: ['aac', 'aac_latm', 'ac3', 'eac3', 'mp2', 'mp3', 'dts', 'truehd', 'opus', 's302m', 'pcm_bluray'],
  audioEncoder: 'aac',
  hidesPreroll: false,
  subtitlesCopied: ['dvb_subtitle', 'dvb_teletext', 'hdmv_pgs_subtitle'],
  holds: ['data'],
  muxer: [],
  flags: [],
  hasXmpBox: false,
  onlyTags: { service_name: 'title', service_provider: 'comment' },
};

const blurayStream: Container = { ...transportStream, muxer: ['-f', 'mpegts', '-mpegts_m2ts_mode', '1'] };

const containers: Readonly<Record<string, Container>> = {
  '.mp4': mp4,
  '.m4v': mp4,
  '.mov': { ...mp4, audioCopied: [...mp4Audio, 'pcm_s16le', 'pcm_s16be', 'pcm_s24le'] },
  '.mkv': matroska,
  '.webm': webm,
  '.ts': transportStream,
  '.mts': blurayStream,
  '.m2ts': blurayStream,
};

/** Extensions of videos that are read but not written. */
const readableVideoExtensions = ['.3gp', '.avi', '.flv', '.gif', '.mpeg', '.mpg', '.mxf', '.ogv', '.vob', '.wmv'];

/** Returns whether a path has the extension of a video. */
export function isVideoName(path: string): boolean {
  return videoExtensions.includes(extname(path).toLowerCase());
}

export const writableVideoExtensions: readonly string[] = Object.keys(containers);

/** The extensions of all videos that are read. */
export const videoExtensions: readonly string[] = [...writableVideoExtensions, ...readableVideoExtensions];

/** Returns the format for the extension of `path`; undefined if it is not one that can be written. */
export function findVideoFormat(
  path: string,
  encoder: EncoderSettings = defaultEncoderSettings,
): VideoFormat | undefined {
  const container = containers[extname(path).toLowerCase()];
  return container && { ...container, encoder: container.encoder ?? buildH26xArguments(encoder, container.hevcTag) };
}

function buildH26xArguments({ codec, crf, preset, tune }: EncoderSettings, hevcTag?: string): string[] {
  return [
    ...['-c:v', codec, '-crf', String(crf), '-preset', preset, ...(tune === 'none' ? [] : ['-tune', tune])],
    ...(codec === 'libx265' && hevcTag !== undefined ? ['-tag:v', hevcTag] : []),
  ];
}
