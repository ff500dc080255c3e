import { execFile } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { explainFileError } from '../files/atomicFile';
import { hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { findFfmpeg } from './ffmpeg';
import { buildFileInput, toFileUrl } from './ffmpegArguments';
import { getLastLine } from './ffmpegProcess';
import { readVariableFrameTimes } from './frameTimes';

/** Frames a second, or a pixel's width to its height, as an exact fraction. */
export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/** What ffprobe says of a file's first video stream. */
export interface VideoInfo {
  /** Pixels, as shown: after the rotation that the file asks for. */
  readonly width: number;
  readonly height: number;
  /** The average rate over the stream. */
  readonly frameRate: Fraction;
  /** Absent where the container does not tell (Matroska, WebM, GIF, …). */
  readonly frameCount?: number;
  readonly durationSeconds?: number;
  /** When each frame is shown, seconds from the first; only where the rate varies. */
  readonly frameTimes?: readonly number[];
  /** When the first frame is shown after the file's start, seconds. */
  readonly startSeconds: number;
  readonly hasAudio: boolean;
  /** ffmpeg's names of the codecs of all audio streams. */
  readonly audioCodecs: readonly string[];
  /** Absent for square pixels. */
  readonly pixelAspect?: Fraction;
  /** ffmpeg's names; absent where the stream does not say. */
  readonly colorMatrix?: string;
  readonly colorTransfer?: string;
}

/**
 * Reads the facts of a video.
 * @throws UserError when the file is missing, empty, unreadable, or no video.
 */
export async function probeVideo(path: string): Promise<VideoInfo> {
  await checkReadable(path);
  const { ffprobe } = await findFfmpeg();
  const args = ['-v', 'error', '-of', 'json', '-show_streams', '-show_format', ...buildFileInput(path)];
  const output = await promisify(execFile)(ffprobe, args, { maxBuffer: 64 << 20, windowsHide: true }).then(
    ({ stdout }) => stdout,
    (error: { stderr?: string }) => {
      throw new UserError(
        t(
          '{0} cannot be read as a video ({1}). Choose another file or repair it.',
          path,
          getProbeFailureReason(error.stderr, path),
        ),
      );
    },
  );
  const info = parseProbe(output, path);
  return mayHaveVariableRate(output)
    ? { ...info, ...optional('frameTimes', await readVariableFrameTimes(path)) }
    : info;
}

async function checkReadable(path: string): Promise<void> {
  try {
    const entry = await stat(path);
    if (entry.size === 0) throw new UserError(t('{0} is empty: copy the video again.', path));
    await access(path, constants.R_OK);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) throw new UserError(t('{0} does not exist. Check the path.', path));
    throw explainFileError(error, path);
  }
}

function getProbeFailureReason(stderr: string | undefined, path: string): string {
  return getLastLine(stderr ?? '').replace(`${toFileUrl(path)}: `, '') || t('ffprobe gave no reason');
}

/** The part of ffprobe's JSON that is used; all of it comes from a file that nobody vouches for. */
interface ProbeOutput {
  readonly streams?: readonly ProbeStream[];
  readonly format?: { readonly duration?: string; readonly start_time?: string };
}

interface ProbeStream {
  readonly codec_type?: string;
  readonly codec_name?: string;
  readonly width?: number;
  readonly height?: number;
  readonly avg_frame_rate?: string;
  readonly r_frame_rate?: string;
  readonly nb_frames?: string;
  readonly duration?: string;
  readonly start_time?: string;
  readonly sample_aspect_ratio?: string;
  readonly color_space?: string;
  readonly color_transfer?: string;
  readonly disposition?: { readonly attached_pic?: number };
  readonly tags?: { readonly rotate?: string };
  readonly side_data_list?: readonly { readonly rotation?: number | string }[];
}

/** Twice as many as 8K has; several frames are held at a time. */
const maxFramePixels = 2 ** 26;

/** Turns ffprobe's JSON into {@link VideoInfo}. */
export function parseProbe(output: string, path: string): VideoInfo {
  const probed = JSON.parse(output) as ProbeOutput;
  const { streams = [], format = {} } = probed;
  const video = findVideoStream(probed);
  if (!video?.width || !video.height) throw new UserError(t('{0} has no video stream. Choose a video file.', path));
  if (video.width * video.height > maxFramePixels)
    throw new UserError(
      t('The frames of {0} are too large: {1} x {2} pixels. Scale the video down.', path, video.width, video.height),
    );
  const turned = isRotatedByQuarter(video);
  const audioCodecs = streams.filter((s) => s.codec_type === 'audio').map((s) => s.codec_name ?? 'unknown');
  const pixelAspect = parseFraction(video.sample_aspect_ratio);
  return {
    width: turned ? video.height : video.width,
    height: turned ? video.width : video.height,
    frameRate: parseFraction(video.avg_frame_rate) ??
      parseFraction(video.r_frame_rate) ?? { numerator: 25, denominator: 1 },
    ...optional('frameCount', parsePositive(video.nb_frames)),
    ...optional('durationSeconds', parsePositive(video.duration) ?? parsePositive(format.duration)),
    startSeconds: Math.max(0, (Number(video.start_time) || 0) - (Number(format.start_time) || 0)),
    hasAudio: audioCodecs.length > 0,
    audioCodecs,
    ...optional(
      'pixelAspect',
      pixelAspect && !isEqualToOne(pixelAspect) ? (turned ? invertFraction(pixelAspect) : pixelAspect) : undefined,
    ),
    ...optional('colorMatrix', omitUnknown(video.color_space)),
    ...optional('colorTransfer', omitUnknown(video.color_transfer)),
  };
}

/**
 * The lowest rate that could tell all times differs from the average only where frames are not evenly spaced; a
 * container that does not count its frames does not know either.
 */
function mayHaveVariableRate(output: string): boolean {
  const video = findVideoStream(JSON.parse(output) as ProbeOutput);
  const [average, finest] = [parseFraction(video?.avg_frame_rate), parseFraction(video?.r_frame_rate)];
  if (!average || !finest || video?.nb_frames === undefined) return true;
  const ratio = (finest.numerator * average.denominator) / (finest.denominator * average.numerator);
  return Math.abs(ratio - 1) > 0.001;
}

/** The first that is no cover picture. */
function findVideoStream({ streams = [] }: ProbeOutput): ProbeStream | undefined {
  return streams.find((stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1);
}

/** Rotated by a quarter: newer containers say so in a display matrix, older ffprobe versions in a tag. */
function isRotatedByQuarter(video: ProbeStream): boolean {
  const matrix = video.side_data_list?.find((data) => data.rotation !== undefined)?.rotation;
  return Math.abs(Math.round(Number(matrix ?? video.tags?.rotate ?? 0) / 90)) % 2 === 1;
}

/** `30000/1001`, `4:3`; undefined for `0/0`, `N/A` and the like. */
function parseFraction(text: string | undefined): Fraction | undefined {
  const [numerator, denominator] = (text ?? '').split(/[/:]/).map(Number);
  return numerator && denominator && numerator > 0 && denominator > 0 ? { numerator, denominator } : undefined;
}

function isEqualToOne({ numerator, denominator }: Fraction): boolean {
  return numerator === denominator;
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

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: Value });
}
