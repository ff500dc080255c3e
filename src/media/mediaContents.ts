/** A stream of a file beside its video. */
export interface MediaTrack {
  /** Its number in the file. */
  readonly index: number;
  readonly kind: 'audio' | 'subtitle' | 'data' | 'attachment' | 'picture' | 'video';
  /** ffmpeg's name; `unknown` if ffmpeg has none. */
  readonly codec: string;
  /** The four letters by which the file names the codec. */
  readonly codecTag?: string | undefined;
  readonly language?: string | undefined;
  /** Its title, or the file name of an attached file. */
  readonly name?: string | undefined;
}

/** What a video file holds, and how its times are counted. */
export interface MediaContents {
  /** ffmpeg's names of the container, with commas: `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly formatName: string;
  /** The earliest time in the file, seconds. */
  readonly startSeconds: number;
  readonly videoIndex: number;
  /** When the video starts, seconds. */
  readonly videoStartSeconds: number;
  /** Tags of the video stream. */
  readonly videoTags: Readonly<Record<string, string>>;
  /** Tags of the file. */
  readonly tags: Readonly<Record<string, string>>;
  readonly chapterCount: number;
  /** Positions of the chapters that have no name. */
  readonly unnamedChapters: readonly number[];
  readonly tracks: readonly MediaTrack[];
}

/** Containers that count all streams from one fixed zero, and never start anew in the middle. */
const fixedClockFormats = new Set(['mov', 'matroska', 'avi', 'flv', 'gif']);

/**
 * Returns the streams that whoever reads the file has to read as well to get the same times. In recordings ffmpeg moves
 * all times by the earliest of the streams that it uses, and closes the gap where the clock starts anew.
 */
export function listClockTracks({ formatName, tracks }: MediaContents): number[] {
  if (formatName.split(',').some((name) => fixedClockFormats.has(name))) return [];
  return tracks.filter(({ kind }) => kind === 'audio').map(({ index }) => index);
}

/**
 * Returns the seconds to add to the times that ffmpeg reads, which it counts from the start of the file. Sound may start a
 * little below zero, for the decoder to settle; zero stays where it is then.
 */
export function findTimeOffset({ startSeconds, videoStartSeconds }: MediaContents): number {
  return startSeconds < 0 && videoStartSeconds >= 0 ? startSeconds : 0;
}
