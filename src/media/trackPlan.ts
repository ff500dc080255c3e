import { listDecodableCodecs } from './ffmpegCodecs';
import type { MediaContents, MediaTrack } from './mediaContents';
import type { VideoFormat } from './videoFormat';

/** A stream of the source that goes into the result. */
export interface KeptTrack {
  readonly track: MediaTrack;
  /** An encoder of ffmpeg, or `copy`. */
  readonly encoder: string;
}

/** What becomes of the source's streams beside its video. */
export interface TrackPlan {
  readonly kept: readonly KeptTrack[];
  readonly leftOut: readonly MediaTrack[];
}

/** Returns whether the container takes these streams. */
export type TrackTrial = (kept: readonly KeptTrack[]) => Promise<boolean>;

/**
 * Chooses how each stream gets into the result: as it is where players know it there, else encoded again. What the trial
 * refuses is tried by itself, and left out if nothing helps.
 */
export async function planTracks(
  { tracks }: MediaContents,
  format: VideoFormat,
  { withSound, trial }: { readonly withSound: boolean; readonly trial: TrackTrial },
): Promise<TrackPlan> {
  const wanted = tracks.filter((track) => (withSound || track.kind !== 'audio') && !isWrittenAnew(track));
  const decodable = wanted.length > 0 ? await listDecodableCodecs() : new Set<string>();
  const choices = wanted.map((track) =>
    listEncoders(track, format, decodable).map((encoder): KeptTrack => ({ track, encoder })),
  );
  const preferred = choices.flatMap(([first]) => first ?? []);
  const kept = preferred.length === 0 || (await trial(preferred)) ? preferred : await tryEach(choices, trial);
  const keptTracks = new Set(kept.map(({ track }) => track));
  return { kept, leftOut: wanted.filter((track) => !keptTracks.has(track)) };
}

async function tryEach(choices: readonly (readonly KeptTrack[])[], trial: TrackTrial): Promise<KeptTrack[]> {
  const kept: KeptTrack[] = [];
  for (const ways of choices)
    for (const way of ways) {
      if (!(await trial([way]))) continue;
      kept.push(way);
      break;
    }
  return kept;
}

/** Returns whether a data stream holds what the container writes by itself: chapter titles, or a time code. */
function isWrittenAnew({ kind, codecTag }: MediaTrack): boolean {
  return kind === 'data' && (codecTag === 'text' || codecTag === 'tmcd');
}

/** Returns the ways to write a stream, the best first; none if the container cannot hold it. */
function listEncoders({ kind, codec }: MediaTrack, format: VideoFormat, decodable: ReadonlySet<string>): string[] {
  switch (kind) {
    case 'audio': {
      const isCopied = codec !== 'unknown' && (format.audioCopied === 'all' || format.audioCopied.includes(codec));
      return [...(isCopied ? ['copy'] : []), ...(decodable.has(codec) ? [format.audioEncoder] : [])];
    }
    case 'subtitle':
      if (format.subtitlesCopied.includes(codec)) return ['copy'];
      return format.subtitleEncoder !== undefined && isText(codec) && decodable.has(codec)
        ? [format.subtitleEncoder]
        : [];
    case 'video':
      return [];
    default:
      return format.holds.includes(kind) ? ['copy'] : [];
  }
}

const pictureSubtitles = new Set(['dvb_subtitle', 'dvd_subtitle', 'hdmv_pgs_subtitle', 'xsub', 'dvb_teletext']);

function isText(codec: string): boolean {
  return !pictureSubtitles.has(codec);
}
