import { execFile } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { explainFileError } from '../files/atomicFile';
import { hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { findFfmpeg } from './ffmpeg';
import { buildFileInput, toFileUrl } from './ffmpegArguments';
import { getLastLine } from './ffmpegProcess';
import type { Fraction, VideoInfo } from './videoInfo';

/**
 * Reads the facts about a video with ffprobe.
 * @throws UserError when the file is missing, empty, unreadable, or not a video.
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
  return mayHaveVariableRate(output) ? { ...info, frameTimes: await readVariableFrameTimes(path) } : info;
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

/** The fields of ffprobe's JSON that are used. Any of them may be missing: they come from an untrusted file. */
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

/** Twice the pixels of 8K; several frames are in memory at a time. */
const maxFramePixels = 2 ** 26;

/** Converts ffprobe's JSON to {@link VideoInfo}. @throws UserError when `path` has no usable video stream */
export function parseProbe(output: string, path: string): VideoInfo {
  const probed = JSON.parse(output) as ProbeOutput;
  const { streams = [], format = {} } = probed;
  const video = findVideoStream(probed);
  if (!video?.width || !video.height) throw new UserError(t('{0} has no video stream. Choose a video file.', path));
  if (video.width * video.height > maxFramePixels)
    throw new UserError(
      t('The frames of {0} are too large: {1} x {2} pixels. Scale the video down.', path, video.width, video.height),
    );
  const isRotated = isRotatedByQuarter(video);
  const audioCodecs = streams.filter((s) => s.codec_type === 'audio').map((s) => s.codec_name ?? 'unknown');
  const pixelAspect = omitSquare(parseFraction(video.sample_aspect_ratio));
  return {
    width: isRotated ? video.height : video.width,
    height: isRotated ? video.width : video.height,
    frameRate: parseFraction(video.avg_frame_rate) ??
      parseFraction(video.r_frame_rate) ?? { numerator: 25, denominator: 1 },
    frameCount: parsePositive(video.nb_frames),
    durationSeconds: parsePositive(video.duration) ?? parsePositive(format.duration),
    startSeconds: Math.max(0, (Number(video.start_time) || 0) - (Number(format.start_time) || 0)),
    hasAudio: audioCodecs.length > 0,
    audioCodecs,
    pixelAspect: isRotated && pixelAspect ? invertFraction(pixelAspect) : pixelAspect,
    colorMatrix: omitUnknown(video.color_space),
    colorTransfer: omitUnknown(video.color_transfer),
  };
}

/**
 * Returns whether the frames may be unevenly spaced. `r_frame_rate` is the lowest rate that represents all times exactly,
 * and then it differs from the average rate; a container that does not count its frames is no reliable source of either.
 */
function mayHaveVariableRate(output: string): boolean {
  const video = findVideoStream(JSON.parse(output) as ProbeOutput);
  const [average, finest] = [parseFraction(video?.avg_frame_rate), parseFraction(video?.r_frame_rate)];
  if (!average || !finest || video?.nb_frames === undefined) return true;
  const ratio = (finest.numerator * average.denominator) / (finest.denominator * average.numerator);
  return Math.abs(ratio - 1) > 0.001;
}

/** Returns the first video stream that is not a cover picture. */
function findVideoStream({ streams = [] }: ProbeOutput): ProbeStream | undefined {
  return streams.find((stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1);
}

/** Returns whether the video is shown rotated by 90 or 270 degrees: newer ffprobe has a display matrix, older a tag. */
function isRotatedByQuarter(video: ProbeStream): boolean {
  const matrix = video.side_data_list?.find((data) => data.rotation !== undefined)?.rotation;
  return Math.abs(Math.round(Number(matrix ?? video.tags?.rotate ?? 0) / 90)) % 2 === 1;
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

/** Containers round times to milliseconds, so evenly spaced frames may be off by so much. */
const timeToleranceSeconds = 0.0021;

/** Returns when each frame is shown, seconds from the first; undefined if the rate is constant or unknown. */
async function readVariableFrameTimes(path: string): Promise<number[] | undefined> {
  const beginning = await readPacketTimes(path, ['-read_intervals', '%+10']);
  return beginning && isUneven(beginning) ? readPacketTimes(path) : undefined;
}

/** Reads the times of the packets, which needs no decoding. */
async function readPacketTimes(path: string, range: readonly string[] = []): Promise<number[] | undefined> {
  const { ffprobe } = await findFfmpeg();
  const entries = ['-select_streams', 'V:0', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0'];
  const args = ['-v', 'quiet', ...range, ...entries, ...buildFileInput(path)];
  const { stdout } = await promisify(execFile)(ffprobe, args, { maxBuffer: 1 << 30, windowsHide: true }).catch(
    () => ({ stdout: '' }), // decoding will report what is wrong with the file
  );
  const lines = stdout.split('\n').map((line) => line.replace(/,.*/, '').trim());
  const times = lines.filter((line) => line !== '').map(Number);
  if (times.length === 0 || !times.every(Number.isFinite)) return undefined;
  times.sort((a, b) => a - b); // packets come in the order of decoding
  return times.map((time) => time - times[0]!);
}

function isUneven(times: readonly number[]): boolean {
  const mean = times.at(-1)! / (times.length - 1);
  return times.some((time, i) => Math.abs(time - i * mean) > timeToleranceSeconds && i > 0);
}
