import { extname } from 'node:path';

/** How a container is written: which encoder makes its video, and which audio codecs of a source it can take as they are. */
export interface VideoFormat {
  readonly encoder: readonly string[];
  readonly audioCopied: readonly string[] | 'all';
  /** Makes audio that cannot be copied. */
  readonly audioEncoder: string;
  readonly flags: readonly string[];
  /** Whether XMP goes into a `uuid` box after the film. */
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

/** `faster` gives the size and the SSIM of `medium` in three quarters of its time: measured on a talking head at 720p. */
export const defaultEncoderSettings: EncoderSettings = { codec: 'libx264', crf: 23, preset: 'faster', tune: 'none' };

function buildH26xArguments({ codec, crf, preset, tune }: EncoderSettings): string[] {
  return [
    ...['-c:v', codec, '-crf', String(crf), '-preset', preset, ...(tune === 'none' ? [] : ['-tune', tune])],
    ...(codec === 'libx265' ? ['-tag:v', 'hvc1'] : []), // without it some players take it for nothing they know
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

/** Where no encoder is named, it is that of {@link EncoderSettings}. */
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

/** Whether a name says that it is a video, which a folder would not. */
export function isVideoName(path: string): boolean {
  return [...writableVideoExtensions, ...readableVideoExtensions].includes(extname(path).toLowerCase());
}

export const writableVideoExtensions: readonly string[] = Object.keys(containers);

/** The format that the extension of `path` names; undefined when it names none that can be written. */
export function findVideoFormat(
  path: string,
  encoder: EncoderSettings = defaultEncoderSettings,
): VideoFormat | undefined {
  const container = containers[extname(path).toLowerCase()];
  return container && { ...container, encoder: container.encoder ?? buildH26xArguments(encoder) };
}
