import { appendFile, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { createTemporaryPath } from '../files/atomicFile';
import { createFolder } from '../files/createFolder';
import { explainFileError } from '../files/systemErrors';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { type AiDisclosure, buildXmpBox, defaultAiDisclosure } from './aiDisclosure';
import { findFfmpeg } from './ffmpeg';
import {
  bt709Tags,
  buildEncodeFilter,
  buildPassthroughOptions,
  formatRatio,
  matroskaInput,
  toFileUrl,
} from './ffmpegArguments';
import { checkExit } from './ffmpegExit';
import type { FfmpegProcess } from './ffmpegProcess';
import { startFfmpeg } from './ffmpegProcess';
import { type ClockOptions, createFrameClock, type FrameClock } from './frameClock';
import type { FrameWriter } from './frames';
import { buildMatroskaFrameHeader, buildMatroskaHeader } from './matroskaFrames';
import { buildTags, type TrackSource } from './trackArguments';
import { openTracks } from './tracks';
import type { EncoderSettings, VideoFormat } from './videoFormat';
import { findVideoFormat, writableVideoExtensions } from './videoFormat';
import type { Fraction } from './videoInfo';

export interface VideoWriterOptions extends ClockOptions {
  readonly width: number;
  readonly height: number;
  /** Absent for square pixels. */
  readonly pixelAspect?: Fraction | undefined;
  /** The video whose sound, subtitles, chapters and tags go into the result. */
  readonly tracksFrom?: TrackSource;
  /** False leaves the sound of `tracksFrom` out. */
  readonly withSound?: boolean;
  /** Settings for H.264 and H.265; {@link defaultEncoderSettings} when absent. */
  readonly encoder?: EncoderSettings;
  /** {@link defaultAiDisclosure} when absent. */
  readonly disclosure?: AiDisclosure;
  readonly signal?: AbortSignal;
  /** Called with a sentence about what of the source cannot be kept, before the first frame as far as that is known. */
  readonly onWarning?: (message: string) => void;
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
  await createFolder(dirname(path)).catch((error: unknown) => {
    throw explainFileError(error, path);
  });
  const tracks = await openTracks(path, format, options);
  const clock = createFrameClock(options);
  const temporary = createTemporaryPath(path);
  const args = await buildEncoderArguments(format, options, clock, tracks !== undefined);
  const ffmpeg = await startFfmpeg([...args, '-y', toFileUrl(temporary)], options.signal);
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
  let firstSeconds: number | undefined;
  let finished = false;
  return {
    write: ({ pixels, seconds }) => {
      const time = clock.next(seconds);
      if (firstSeconds === undefined) ffmpeg.stdin.write(buildMatroskaHeader(options));
      firstSeconds ??= time;
      // Matroska has no times below zero; the other streams are placed by `addTo`.
      ffmpeg.stdin.write(buildMatroskaFrameHeader(time - Math.min(0, firstSeconds), pixels.length));
      return abortOnError(() => writeFrame(ffmpeg, pixels, path, options.signal))();
    },
    finish: abortOnError(async () => {
      ffmpeg.stdin.end();
      checkExit(await ffmpeg.exit, path, options.signal);
      await tracks?.addTo(temporary, firstSeconds ?? 0);
      await commitVideo(temporary, path, format, options.disclosure);
      finished = true;
    }),
    abort: async () => (finished ? undefined : abort()),
  };
}

/** Returns the command line of the encoder, which reads raw frames from standard input. */
async function buildEncoderArguments(
  format: VideoFormat,
  { width, height, pixelAspect, tracksFrom, disclosure = defaultAiDisclosure }: VideoWriterOptions,
  { timeBase }: FrameClock,
  isWrittenAgain: boolean,
): Promise<string[]> {
  const { version } = await findFfmpeg();
  return [
    ...['-copyts', ...matroskaInput, '-map', '0:v', '-vf', buildEncodeFilter(width, height, pixelAspect)],
    ...[...buildPassthroughOptions(version), ...format.encoder, '-enc_time_base', formatRatio(timeBase), ...bt709Tags],
    ...[...format.muxer, ...(isWrittenAgain ? [] : [...buildTags(format, disclosure, tracksFrom), ...format.flags])],
  ];
}

/** Resolves when the pipe has taken the frame, so that its buffer may be used again. */
async function writeFrame(
  ffmpeg: FfmpegProcess,
  pixels: Uint8Array,
  path: string,
  signal?: AbortSignal,
): Promise<void> {
  if (await writeToPipe(ffmpeg.stdin, pixels)) return;
  checkExit(await ffmpeg.exit, path, signal);
  throw new UserError(t('ffmpeg stopped before {0} was complete. Run the command again.', path));
}

/** Resolves to false when nobody reads the pipe any more. */
function writeToPipe(pipe: Writable, bytes: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    pipe.write(bytes, (error) => resolve(!error));
  });
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
