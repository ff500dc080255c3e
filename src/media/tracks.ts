import { rename, rm } from 'node:fs/promises';
import { createTemporaryPath } from '../files/atomicFile';
import { t } from '../shared/l10n';
import { type AiDisclosure, defaultAiDisclosure } from './aiDisclosure';
import { matroskaInput, toFileUrl } from './ffmpegArguments';
import { checkExit, hasFilledDisk } from './ffmpegExit';
import { type FfmpegExit, getLastLine, startFfmpeg } from './ffmpegProcess';
import { buildMatroskaFrameHeader, buildMatroskaHeader } from './matroskaFrames';
import {
  buildChapterNames,
  buildClockOutput,
  buildContainerOptions,
  buildTags,
  buildTrackInput,
  buildTrackOutput,
  hasLongTags,
  type TrackSource,
} from './trackArguments';
import { describeTracks } from './trackNames';
import { type KeptTrack, planTracks } from './trackPlan';
import type { VideoFormat } from './videoFormat';

interface TracksOptions {
  readonly tracksFrom?: TrackSource;
  readonly withSound?: boolean;
  readonly disclosure?: AiDisclosure;
  readonly signal?: AbortSignal;
  readonly onWarning?: (message: string) => void;
}

/** The streams that get into a result beside its video. */
export interface Tracks {
  /**
   * Puts them and the tags into a finished video, in its place. What fails only now is left out with a warning: the frames
   * have taken hours.
   * @param startSeconds when the first frame is shown
   */
  addTo(video: string, startSeconds: number): Promise<void>;
}

/**
 * Decides which streams of a source a result at `path` gets, and says which it does not.
 * @returns undefined where it gets none
 */
export async function openTracks(
  path: string,
  format: VideoFormat,
  options: TracksOptions,
): Promise<Tracks | undefined> {
  const { tracksFrom: source, withSound = true, onWarning, signal } = options;
  if (!source) return undefined;
  const trial = (kept: readonly KeptTrack[]) => tryTracks(path, format, source, kept, { ...(signal && { signal }) });
  const { kept, leftOut } = await planTracks(source.contents, format, { withSound, trial });
  const { chapterCount } = source.contents;
  if (leftOut.length > 0)
    onWarning?.(t('{0} is written without these streams of {1}: {2}.', path, source.path, describeTracks(leftOut)));
  if (format.onlyTags && chapterCount > 0)
    onWarning?.(t('{0} is written without the chapters of {1}.', path, source.path));
  const isWrittenAgain = kept.length > 0 || (!format.onlyTags && (chapterCount > 0 || hasLongTags(source)));
  if (!isWrittenAgain) return undefined;
  return { addTo: (video, startSeconds) => addTracks(path, format, source, kept, options, video, startSeconds) };
}

/** How long a trial goes on: streams with little in them would make it read the whole source. */
const trialMs = 5000;

interface TrialOptions {
  readonly signal?: AbortSignal;
  /** Whether to go to the end of the streams. */
  readonly isWhole?: boolean;
}

/** Returns whether these streams, or their first second, beside two frames, become a file. */
async function tryTracks(
  path: string,
  format: VideoFormat,
  source: TrackSource,
  kept: readonly KeptTrack[],
  { signal, isWhole = false }: TrialOptions,
): Promise<boolean> {
  const temporary = createTemporaryPath(path);
  const size = { width: 64, height: 64, frameRate: { numerator: 25, denominator: 1 } };
  const input = [...matroskaInput, ...buildTrackInput(source), '-map', '0:v', '-pix_fmt', 'yuv420p', ...format.encoder];
  const output = [
    ...buildTrackOutput(kept, format),
    ...(isWhole ? [] : ['-t', '1']),
    ...format.muxer,
    ...format.flags,
    '-y',
    toFileUrl(temporary),
  ];
  const ffmpeg = await startFfmpeg([...input, ...output], signal);
  const black = new Uint8Array(size.width * size.height * 3);
  const frame = (seconds: number) => [buildMatroskaFrameHeader(seconds, black.length), black];
  ffmpeg.stdin.end(Buffer.concat([buildMatroskaHeader(size), ...frame(0), ...frame(0.04)]));
  const timer = isWhole ? undefined : setTimeout(ffmpeg.kill, trialMs);
  const { exitCode } = await ffmpeg.exit.finally(() => clearTimeout(timer));
  await rm(temporary, { force: true });
  return exitCode === 0 || exitCode === null;
}

async function addTracks(
  path: string,
  format: VideoFormat,
  source: TrackSource,
  kept: readonly KeptTrack[],
  { disclosure = defaultAiDisclosure, signal, onWarning }: TracksOptions,
  video: string,
  startSeconds: number,
): Promise<void> {
  const temporary = createTemporaryPath(path);
  const attempt = async (tracks: readonly KeptTrack[]): Promise<FfmpegExit> => {
    const args = [
      ...['-itsoffset', String(startSeconds), '-i', toFileUrl(video), ...buildTrackInput(source)],
      ...['-map', '0:v', '-c:0', 'copy', ...buildTrackOutput(tracks, format), '-map_chapters', '1'],
      ...['-disposition:0', 'default', ...buildChapterNames(source, format)],
      ...[...buildTags(format, disclosure, source, 1), '-max_muxing_queue_size', '9999'],
      ...[...buildContainerOptions(tracks, format), '-y', toFileUrl(temporary), ...buildClockOutput(source)],
    ];
    return await (await startFfmpeg(args, signal)).exit;
  };
  try {
    let exit = await attempt(kept);
    const choices = [() => chooseWhole(path, format, source, kept, signal), () => encodeSound(kept, format), () => []];
    for (const choose of choices) {
      if (exit.exitCode === 0 || signal?.aborted || hasFilledDisk(exit.errorOutput)) break;
      const fewer: readonly KeptTrack[] = await choose();
      const lost = kept.filter(({ track }) => !fewer.some((other) => other.track === track)).map(({ track }) => track);
      if (lost.length > 0)
        onWarning?.(
          t(
            '{0} is written without these streams of {1}: {2}.',
            path,
            source.path,
            `${describeTracks(lost)}; ${getLastLine(exit.errorOutput)}`,
          ),
        );
      exit = await attempt(fewer);
    }
    checkExit(exit, path, signal);
    await rename(temporary, video);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Tries each stream by itself and to its end: one that is damaged is encoded anew, or left out, and the others stay. */
async function chooseWhole(
  path: string,
  format: VideoFormat,
  source: TrackSource,
  kept: readonly KeptTrack[],
  signal?: AbortSignal,
): Promise<KeptTrack[]> {
  const whole: KeptTrack[] = [];
  for (const track of kept)
    for (const way of [track, ...encodeSound([track], format)]) {
      if (!(await tryTracks(path, format, source, [way], { ...(signal && { signal }), isWhole: true }))) continue;
      whole.push(way);
      break;
    }
  return whole;
}

function encodeSound(kept: readonly KeptTrack[], { audioEncoder }: VideoFormat): KeptTrack[] {
  return kept.map(({ track, encoder }) => ({ track, encoder: track.kind === 'audio' ? audioEncoder : encoder }));
}
