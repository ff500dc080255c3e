import { basename, extname } from 'node:path';
import { throwIfCanceled, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { findFfmpeg } from './ffmpeg';
import {
  buildDecodeFilter,
  buildDroppedStreams,
  buildFileInput,
  buildPassthroughOptions,
  type DecodeFilterOptions,
  type FrameSelection,
  gapOptions,
  nutOutput,
} from './ffmpegArguments';
import { listFilters } from './ffmpegCodecs';
import type { FfmpegExit } from './ffmpegProcess';
import { getLastLine, startFfmpeg } from './ffmpegProcess';
import { type Frame, type FrameSource, type OpenFramesOptions, PixelPool } from './frames';
import { hasInterlacedParts, mayBeInterlaced } from './interlacedParts';
import { findTimeOffset, listClockTracks } from './mediaContents';
import { readNutFrames } from './nutFrames';
import { type DecodingAbilities, describeLosses } from './sourceLosses';
import { estimateFrameCount, isHdr, isWideGamut, type VideoInfo } from './videoInfo';
import { countFrames, probeVideo } from './videoProbe';

const decodeAheadFrames = 4;

/**
 * Opens a video for reading; an ffmpeg process decodes it into a pipe. What its frames lose by that is told at once.
 * The frames are counted where the container does not say how many it shows.
 */
export async function openVideoFrames(path: string, options: OpenFramesOptions): Promise<FrameSource> {
  const stated = await probeVideo(path);
  const isInterlaced = stated.isInterlaced || (await hasInterlacedParts(path, stated, options.signal));
  const probed = { ...stated, isInterlaced };
  const abilities = await findDecodingAbilities(probed);
  for (const loss of describeLosses(path, probed, abilities)) options.onWarning?.(loss);
  const info = { ...probed, frameCount: probed.frameCount ?? (await countFrames(path, probed, options.signal)) };
  if (options.signal) throwIfCanceled(options.signal);
  const every = options.every ?? 1;
  const inSource = estimateFrameCount(info);
  const frameCount = inSource === undefined ? undefined : Math.ceil(inSource / every);
  return {
    kind: 'video',
    path,
    info,
    ...(frameCount === undefined ? {} : { frameCount }),
    frames: (pool = new PixelPool(), only) =>
      decodeFrames(path, info, { choice: only ? { only } : { every }, ...abilities }, pool, options),
  };
}

async function findDecodingAbilities(info: VideoInfo): Promise<DecodingAbilities> {
  const maybeFields = info.isInterlaced === true || mayBeInterlaced(info);
  const needsFilters = isHdr(info) || isWideGamut(info) || maybeFields;
  const filters = needsFilters ? await listFilters() : new Set<string>();
  return {
    toneMap: filters.has('zscale') && filters.has('tonemap'),
    // It leaves whole frames as they are.
    deinterlacer: maybeFields ? ['bwdif', 'yadif'].find((name) => filters.has(name)) : undefined,
  };
}

/** Returns the key of a video's frame in an alignments file; `index` counts from 0, the key from 1. */
function formatVideoFrameName(path: string, index: number): string {
  const extension = extname(path);
  return `${basename(path, extension)}_${String(index + 1).padStart(6, '0')}${extension}`;
}

/** Added to all times while frames are decoded: NUT cannot hold those below zero. */
const marginSeconds = 60;

async function* decodeFrames(
  path: string,
  info: VideoInfo,
  filter: DecodeFilterOptions,
  pool: PixelPool,
  { signal, onWarning }: OpenFramesOptions,
): AsyncGenerator<Frame> {
  const { choice } = filter;
  const ffmpeg = await startFfmpeg(await buildDecoderArguments(path, info, filter), signal);
  let count = 0;
  try {
    const { width, height } = info;
    for await (const shown of readAhead(readNutFrames(ffmpeg.stdout, width * height * 3, pool), decodeAheadFrames)) {
      if (signal) throwIfCanceled(signal);
      const index = getFramePosition(choice, count++);
      const seconds = shown.seconds - marginSeconds;
      // Where the file states no time, ffmpeg counts from zero without what is added.
      const time = seconds > -marginSeconds / 2 ? { seconds } : {};
      yield { index, name: formatVideoFrameName(path, index), width, height, pixels: shown.pixels, ...time };
      if ('only' in choice && count === choice.only.length) return;
    }
    const exit = await ffmpeg.exit;
    if (signal) throwIfCanceled(signal);
    reportExit(path, info, countCoveredFrames(choice, count), exit, onWarning);
  } finally {
    ffmpeg.kill();
  }
}

/** Returns the command line of the decoder. It reads the streams whose times count in those of the file, too. */
async function buildDecoderArguments(path: string, info: VideoInfo, filter: DecodeFilterOptions): Promise<string[]> {
  const { version } = await findFfmpeg();
  const { contents } = info;
  return [
    ...['-nostdin', ...gapOptions, '-itsoffset', String(marginSeconds + findTimeOffset(contents))],
    ...[...buildFileInput(path), '-map', `0:${contents.videoIndex}`, '-vf', buildDecodeFilter(info, filter)],
    ...[...buildPassthroughOptions(version), ...nutOutput],
    ...buildDroppedStreams(0, listClockTracks(contents)),
  ];
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
