import { extname } from 'node:path';

/** How a container is written: the encoder of its video, and the audio codecs that can be copied into it. */
export interface VideoFormat {
  readonly encoder: readonly string[];
  readonly audioCopied: readonly string[] | 'all';
  /** Encodes audio that cannot be copied. */
  readonly audioEncoder: string;
  readonly flags: readonly string[];
  /** Whether XMP is appended in a `uuid` box. */
  readonly hasXmpBox: boolean;
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

function buildH26xArguments({ codec, crf, preset, tune }: EncoderSettings): string[] {
  return [
    ...['-c:v', codec, '-crf', String(crf), '-preset', preset, ...(tune === 'none' ? [] : ['-tune', tune])],
    ...(codec === 'libx265' ? ['-tag:v', 'hvc1'] : []), // without this tag some players do not recognize the codec
  ];
}

const vp9 = [
  '-c:v',
  'libvpx-vp9',
  '-crf',
  '31',
  '-b:v',
  '0',
  '-deadline',
  'realtime',
  '-cpu-used',
  '5',
  '-row-mt',
  '1',
];
const mp4Audio = ['aac', 'ac3', 'alac', 'eac3', 'flac', 'mp3', 'opus'];

/** The encoder of {@link EncoderSettings} is used if `encoder` is absent. */
type Container = Omit<VideoFormat, 'encoder'> & { readonly encoder?: readonly string[] };

const mp4: Container = {
  audioCopied: mp4Audio,
  audioEncoder: 'aac',
  flags: ['-movflags', '+faststart+use_metadata_tags'],
  hasXmpBox: true,
};

const containers: Readonly<Record<string, Container>> = {
  '.mp4': mp4,
  '.m4v': mp4,
  '.mov': { ...mp4, audioCopied: [...mp4Audio, 'pcm_s16le', 'pcm_s16be', 'pcm_s24le'] },
  '.mkv': { audioCopied: 'all', audioEncoder: 'aac', flags: [], hasXmpBox: false },
  '.webm': { encoder: vp9, audioCopied: ['opus', 'vorbis'], audioEncoder: 'libopus', flags: [], hasXmpBox: false },
};

/** Extensions of videos that are read but not written. */
const readableVideoExtensions = ['.3gp', '.avi', '.flv', '.gif', '.mpeg', '.mpg', '.mts', '.ts', '.wmv'];

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
  return container && { ...container, encoder: container.encoder ?? buildH26xArguments(encoder) };
}
