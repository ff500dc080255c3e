import { execFile } from 'node:child_process';
import { basename, extname } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { throwIfCanceled, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { findFfmpeg } from './ffmpeg';
import {
  buildDecodeFilter,
  buildFileInput,
  buildPassthroughOptions,
  type FrameSelection,
  rawOutput,
} from './ffmpegArguments';
import type { FfmpegExit } from './ffmpegProcess';
import { getLastLine, startFfmpeg } from './ffmpegProcess';
import { type Frame, type FrameSource, type OpenFramesOptions, PixelPool } from './frames';
import { estimateFrameCount, isHdr, type VideoInfo } from './videoInfo';
import { probeVideo } from './videoProbe';

const decodeAheadFrames = 4;

/** Opens a video for reading; an ffmpeg process decodes it into a pipe. */
export async function openVideoFrames(path: string, options: OpenFramesOptions): Promise<FrameSource> {
  const info = await probeVideo(path);
  const every = options.every ?? 1;
  const inSource = estimateFrameCount(info);
  const frameCount = inSource === undefined ? undefined : Math.ceil(inSource / every);
  return {
    kind: 'video',
    path,
    info,
    ...(frameCount === undefined ? {} : { frameCount }),
    frames: (pool = new PixelPool(), only) => decodeFrames(path, info, pool, only ? { only } : { every }, options),
  };
}

/** Returns the key of a video's frame in an alignments file; `index` counts from 0, the key from 1. */
function formatVideoFrameName(path: string, index: number): string {
  const extension = extname(path);
  return `${basename(path, extension)}_${String(index + 1).padStart(6, '0')}${extension}`;
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
      if (signal) throwIfCanceled(signal);
      const index = getFramePosition(choice, count++);
      yield { index, name: formatVideoFrameName(path, index), width, height, pixels };
      if ('only' in choice && count === choice.only.length) return;
    }
    const exit = await ffmpeg.exit;
    if (signal) throwIfCanceled(signal);
    reportExit(path, info, countCoveredFrames(choice, count), exit, onWarning);
  } finally {
    ffmpeg.kill();
  }
}

/** Returns the position in the source of the n-th selected frame. */
function getFramePosition(choice: FrameSelection, n: number): number {
  return 'only' in choice ? choice.only[n]! : n * choice.every;
}

/** Returns how many frames of the source the first `count` selected frames span. */
function countCoveredFrames(choice: FrameSelection, count: number): number {
  if ('every' in choice) return count * choice.every;
  return count === 0 ? 0 : choice.only[count - 1]! + 1;
}

/** Yields the frames of `frameBytes` bytes in a stream; drops an incomplete last one. */
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

/** Warns about frames that are missing or damaged. @throws UserError when no frame at all was decoded */
function reportExit(
  path: string,
  info: VideoInfo,
  covered: number,
  exit: FfmpegExit,
  warn?: (message: string) => void,
) {
  const reason = getLastLine(exit.errorOutput) || t('ffmpeg gave no reason');
  if (covered === 0)
    throw new UserError(t('No frame of {0} can be decoded ({1}). Copy or export the video again.', path, reason));
  if (exit.exitCode === null)
    throw new UserError(t('ffmpeg was killed while it read {0}. Run the command again.', path));
  if (exit.exitCode === 0 && exit.errorOutput === '') return;
  const expected = estimateFrameCount(info) ?? 0;
  if (covered < expected)
    warn?.(t('{0} is damaged: {1} of its {2} frames are missing.', path, expected - covered, expected));
  else warn?.(t('{0} is partly damaged; continuing with what can be read: {1}', path, reason));
}

async function canToneMap(): Promise<boolean> {
  const { ffmpeg } = await findFfmpeg();
  const { stdout } = await promisify(execFile)(ffmpeg, ['-v', 'quiet', '-filters'], { windowsHide: true });
  return / zscale .*/.test(stdout) && / tonemap /.test(stdout);
}

/**
 * Yields the items of `source` and already requests the next `depth` items, so that producer and consumer work at the
 * same time. An error keeps its place in the order.
 */
async function* readAhead<T>(source: AsyncIterable<T>, depth: number): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const pending: Promise<IteratorResult<T>>[] = [];
  try {
    while (true) {
      while (pending.length <= depth) {
        const next = iterator.next();
        next.catch(() => undefined); // awaited below, in order
        pending.push(next);
      }
      const { done, value } = await pending.shift()!;
      if (done) return;
      yield value;
    }
  } finally {
    // Not awaited: it waits for the pending items, and the caller may have to stop the source first.
    iterator.return?.().catch(() => undefined);
  }
}
