import { appendFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { createTemporaryPath, explainFileError } from '../files/atomicFile';
import { throwIfCanceled, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { type AiDisclosure, buildXmpBox, defaultAiDisclosure } from './aiDisclosure';
import { findFfmpeg } from './ffmpeg';
import {
  bt709Tags,
  buildEncodeFilter,
  buildFileInput,
  buildPassthroughOptions,
  buildRawInput,
  matroskaEncoding,
  matroskaInput,
  toFileUrl,
} from './ffmpegArguments';
import type { FfmpegProcess } from './ffmpegProcess';
import { getLastLine, startFfmpeg } from './ffmpegProcess';
import type { FrameWriter } from './frames';
import { buildMatroskaFrameHeader, buildMatroskaHeader } from './matroskaFrames';
import type { EncoderSettings, VideoFormat } from './videoFormat';
import { findVideoFormat, writableVideoExtensions } from './videoFormat';
import type { Fraction } from './videoInfo';

export interface VideoWriterOptions {
  readonly width: number;
  readonly height: number;
  readonly frameRate: Fraction;
  /** When each frame is shown, seconds from the first; absent for a constant rate. */
  readonly frameTimes?: readonly number[] | undefined;
  /** Absent for square pixels. */
  readonly pixelAspect?: Fraction | undefined;
  /** The video whose sound is copied or encoded into the result. */
  readonly audioFrom?: AudioSource;
  /** Settings for H.264 and H.265; {@link defaultEncoderSettings} when absent. */
  readonly encoder?: EncoderSettings;
  /** {@link defaultAiDisclosure} when absent. */
  readonly disclosure?: AiDisclosure;
  readonly signal?: AbortSignal;
}

export interface AudioSource {
  readonly path: string;
  readonly codecs: readonly string[];
  /** When its first frame is shown, seconds from the start of the file: keeps the sound in sync with the picture. */
  readonly startSeconds: number;
}

/**
 * Opens a video for writing; the extension chooses the format. The result always contains an AI disclosure.
 * @throws UserError when the extension is not that of a format that can be written.
 */
export async function openVideoWriter(path: string, options: VideoWriterOptions): Promise<FrameWriter> {
  const format = findVideoFormat(path, options.encoder);
  if (!format)
    throw new UserError(
      t('{0} cannot be written: the file name must end in {1}.', path, writableVideoExtensions.join(', ')),
    );
  const temporary = createTemporaryPath(path);
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw explainFileError(error, path);
  });
  const { version } = await findFfmpeg();
  const ffmpeg = await startFfmpeg(buildEncoderArguments(format, options, version, temporary), options.signal);
  const abort = async () => {
    ffmpeg.kill();
    await ffmpeg.exit.catch(() => undefined); // the reason no longer matters
    await rm(temporary, { force: true });
  };
  const abortOnError = (work: () => Promise<void>) => async () => {
    try {
      await work();
    } catch (error) {
      await abort();
      throw error;
    }
  };
  const frameHeader = createFrameHeaderSource(options);
  let finished = false;
  return {
    write: ({ pixels }) => {
      ffmpeg.stdin.write(frameHeader());
      return abortOnError(() => writeFrame(ffmpeg, pixels, path, options.signal))();
    },
    finish: abortOnError(async () => {
      ffmpeg.stdin.end();
      await checkExit(ffmpeg, path, options.signal);
      await commitVideo(temporary, path, format, options.disclosure);
      finished = true;
    }),
    abort: async () => (finished ? undefined : abort()),
  };
}

/** Returns the command line of the encoder, which reads raw frames from standard input. */
function buildEncoderArguments(
  format: VideoFormat,
  {
    width,
    height,
    frameRate,
    frameTimes,
    pixelAspect,
    audioFrom,
    disclosure = defaultAiDisclosure,
  }: VideoWriterOptions,
  version: string,
  output: string,
): string[] {
  const delay = audioFrom && audioFrom.startSeconds > 0.001 ? ['-itsoffset', String(audioFrom.startSeconds)] : [];
  const tags = Object.entries(disclosure.tags).flatMap(([key, value]) => ['-metadata', `${key}=${value}`]);
  return [
    ...[...delay, ...(frameTimes ? matroskaInput : buildRawInput(width, height, frameRate))],
    ...(audioFrom ? buildFileInput(audioFrom.path) : []),
    ...['-map', '0:v', ...(audioFrom ? buildAudioArguments(format, audioFrom) : [])],
    ...['-vf', buildEncodeFilter(width, height, pixelAspect), ...buildPassthroughOptions(version)],
    ...[...format.encoder, ...(frameTimes ? matroskaEncoding : []), ...bt709Tags, ...format.flags],
    ...['-map_metadata', '-1', ...tags, '-y', toFileUrl(output)],
  ];
}

function buildAudioArguments(format: VideoFormat, { codecs }: AudioSource): string[] {
  const copies = format.audioCopied === 'all' || codecs.every((codec) => format.audioCopied.includes(codec));
  return ['-map', '1:a?', '-c:a', copies ? 'copy' : format.audioEncoder];
}

/**
 * Returns a function that gives the bytes to write before each frame: none at a constant rate. Frames after the last
 * known time follow at the mean rate.
 */
function createFrameHeaderSource({ width, height, frameTimes, frameRate }: VideoWriterOptions): () => Uint8Array {
  if (!frameTimes) return () => new Uint8Array(0);
  const period = frameRate.denominator / frameRate.numerator;
  let count = 0;
  return () => {
    const index = count++;
    const last = frameTimes.length - 1;
    const seconds = frameTimes[index] ?? frameTimes[last]! + (index - last) * period;
    const header = buildMatroskaFrameHeader(seconds, width * height * 3);
    return index === 0 ? Buffer.concat([buildMatroskaHeader(width, height), header]) : header;
  };
}

/** Resolves when the pipe has taken the frame, so that its buffer may be used again. */
async function writeFrame(
  ffmpeg: FfmpegProcess,
  pixels: Uint8Array,
  path: string,
  signal?: AbortSignal,
): Promise<void> {
  if (await writeToPipe(ffmpeg.stdin, pixels)) return;
  await checkExit(ffmpeg, path, signal);
  throw new UserError(t('ffmpeg stopped before {0} was complete. Run the command again.', path));
}

/** Resolves to false when nobody reads the pipe any more. */
function writeToPipe(pipe: Writable, bytes: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    pipe.write(bytes, (error) => resolve(!error));
  });
}

async function checkExit(ffmpeg: FfmpegProcess, path: string, signal?: AbortSignal): Promise<void> {
  const { exitCode, errorOutput } = await ffmpeg.exit;
  if (signal) throwIfCanceled(signal);
  if (exitCode === 0) return;
  if (/No space left on device|Disk quota exceeded/.test(errorOutput))
    throw explainFileError(Object.assign(new Error(errorOutput), { code: 'ENOSPC' }), path);
  const reason = getLastLine(errorOutput) || t('ffmpeg gave no reason');
  throw new UserError(t('{0} could not be written ({1}). Choose another location or format.', path, reason));
}

async function commitVideo(
  temporary: string,
  path: string,
  format: VideoFormat,
  disclosure = defaultAiDisclosure,
): Promise<void> {
  try {
    if (format.hasXmpBox) await appendFile(temporary, buildXmpBox(disclosure.xmp));
    const file = await open(temporary, 'r+');
    await file.sync().finally(() => file.close());
    await rename(temporary, path);
  } catch (error) {
    throw explainFileError(error, path);
  }
}
