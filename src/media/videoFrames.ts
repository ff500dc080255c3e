import { execFile } from 'node:child_process';
import { basename, extname } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { throwIfCancelled, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { findFfmpeg } from './ffmpeg';
import {
  buildDecodeFilter,
  buildFileInput,
  buildPassthroughOptions,
  type FrameSelection,
  isHdr,
  rawOutput,
} from './ffmpegArguments';
import type { FfmpegExit } from './ffmpegProcess';
import { getLastLine, startFfmpeg } from './ffmpegProcess';
import type { Frame, FrameSource, OpenFramesOptions } from './openFrames';
import { PixelPool } from './pixelPool';
import { readAhead } from './readAhead';
import type { VideoInfo } from './videoProbe';
import { probeVideo } from './videoProbe';

const decodeAheadFrames = 4;

/** Opens a video; its frames come through a pipe from an ffmpeg process. */
export async function openVideoFrames(path: string, options: OpenFramesOptions): Promise<FrameSource> {
  const info = await probeVideo(path);
  const every = options.every ?? 1;
  const inSource = info.frameCount ?? estimateFrameCount(info);
  const frameCount = inSource === undefined ? undefined : Math.ceil(inSource / every);
  return {
    kind: 'video',
    path,
    info,
    ...(frameCount === undefined ? {} : { frameCount }),
    frames: (pool = new PixelPool(), only) => decodeFrames(path, info, pool, only ? { only } : { every }, options),
  };
}

/** The key of a video's frame in an alignments file; `index` counts from 0, the key from 1. */
function formatVideoFrameName(path: string, index: number): string {
  const extension = extname(path);
  return `${basename(path, extension)}_${String(index + 1).padStart(6, '0')}${extension}`;
}

function estimateFrameCount({ durationSeconds, frameRate }: VideoInfo): number | undefined {
  if (durationSeconds === undefined) return undefined;
  return Math.max(1, Math.round((durationSeconds * frameRate.numerator) / frameRate.denominator));
}

async function* decodeFrames(
  path: string,
  info: VideoInfo,
  pool: PixelPool,
  choice: FrameSelection,
  { signal, onWarning }: OpenFramesOptions,
): AsyncGenerator<Frame> {
  const { version } = await findFfmpeg();
  const toneMap = isHdr(info) && (await canToneMap());
  if (isHdr(info) && !toneMap)
    onWarning?.(t('{0} is HDR, but this ffmpeg has no zscale filter: colors will look flat.', path));
  const filter = buildDecodeFilter(info, { choice, toneMap });
  const args = ['-nostdin', ...buildFileInput(path), '-map', '0:V:0', '-vf', filter];
  const ffmpeg = await startFfmpeg([...args, ...buildPassthroughOptions(version), ...rawOutput], signal);
  let count = 0;
  try {
    const { width, height } = info;
    for await (const pixels of readAhead(cutFrames(ffmpeg.stdout, width * height * 3, pool), decodeAheadFrames)) {
      if (signal) throwIfCancelled(signal);
      const index = getFramePosition(choice, count++);
      yield { index, name: formatVideoFrameName(path, index), width, height, pixels };
      if ('only' in choice && count === choice.only.length) return;
    }
    const end = await ffmpeg.exit;
    if (signal) throwIfCancelled(signal);
    reportExit(path, info, countCoveredFrames(choice, count), end, onWarning);
  } finally {
    ffmpeg.kill();
  }
}

/** The position in the source of the n-th frame that is taken. */
function getFramePosition(choice: FrameSelection, n: number): number {
  return 'only' in choice ? choice.only[n]! : n * choice.every;
}

/** Frames of the source that are behind the first `count` that were taken. */
function countCoveredFrames(choice: FrameSelection, count: number): number {
  if ('every' in choice) return count * choice.every;
  return count === 0 ? 0 : choice.only[count - 1]! + 1;
}

/** Cuts a stream of bytes into frames of `frameBytes`; an incomplete last one is dropped. */
async function* cutFrames(stream: Readable, frameBytes: number, pool: PixelPool): AsyncGenerator<Uint8Array> {
  let frame = pool.take(frameBytes);
  let filled = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    for (let used = 0; used < chunk.length; ) {
      const part = chunk.subarray(used, used + frameBytes - filled);
      frame.set(part, filled);
      used += part.length;
      filled += part.length;
      if (filled < frameBytes) continue;
      yield frame;
      frame = pool.take(frameBytes);
      filled = 0;
    }
  }
  pool.give(frame);
}

/** Frames that decode are used; what is missing is said, and nothing at all is an error. */
function reportExit(path: string, info: VideoInfo, covered: number, end: FfmpegExit, warn?: (message: string) => void) {
  const reason = getLastLine(end.errorOutput) || t('ffmpeg gave no reason');
  if (covered === 0)
    throw new UserError(t('No frame of {0} can be decoded ({1}). Copy or export the video again.', path, reason));
  if (end.exitCode === null)
    throw new UserError(t('ffmpeg was killed while it read {0}. Run the command again.', path));
  if (end.exitCode === 0 && end.errorOutput === '') return;
  const expected = info.frameCount ?? estimateFrameCount(info) ?? 0;
  if (covered < expected)
    warn?.(t('{0} is damaged: {1} of its {2} frames are missing.', path, expected - covered, expected));
  else warn?.(t('{0} is partly damaged: {1}', path, reason));
}

async function canToneMap(): Promise<boolean> {
  const { ffmpeg } = await findFfmpeg();
  const { stdout } = await promisify(execFile)(ffmpeg, ['-v', 'quiet', '-filters'], { windowsHide: true });
  return / zscale .*/.test(stdout) && / tonemap /.test(stdout);
}
