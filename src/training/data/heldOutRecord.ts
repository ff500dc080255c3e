/** A part of a film: from which frame to which, by their names without ending. */
export interface HeldOutStretch {
  readonly from: string;
  readonly to: string;
}

/** What a training has held out, so that one that continues it holds out the same. */
export interface HeldOutRecord {
  /** The share that was asked for. */
  readonly percent: number;
  readonly a: readonly HeldOutStretch[];
  readonly b: readonly HeldOutStretch[];
}
