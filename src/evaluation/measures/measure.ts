import type { FacePair, FacePictures } from '../facePair';
import type { DegradationName } from './degradations';

/** What a measure may look at beside the face itself. */
export interface MeasureContext {
  /** The mean identity of each person, of length 1. */
  readonly identities: Readonly<Record<'a' | 'b', Float32Array>>;
  /** The same face in the two frames before; fewer at the start, and after a cut or a frame without it. */
  readonly before: readonly FacePictures[];
}

/** The value of one frame; where both sides move, that of either side, and the overall value says how well they move together. */
export type FrameValue = number | { readonly source: number; readonly result: number };

/**
 * A number that says how good a swap is: the table of `evaluate`, its labels, docs/evaluation.md and the validation follow
 * from its record.
 */
export interface SwapMeasure {
  readonly name: string;
  /** What users read, in English. */
  readonly label: string;
  /** What the number counts; empty for a share or a cosine. */
  readonly unit: string;
  readonly range: readonly [least: number, most: number];
  readonly better: 'higher' | 'lower';
  /** A sentence in English: how it is computed. */
  readonly formula: string;
  /** Where the idea comes from, in English. */
  readonly origin: string;
  /** The made damages that it must order by their strength … */
  readonly sees: readonly DegradationName[];
  /** … and those that must leave it where it is. */
  readonly ignores: readonly DegradationName[];
  /** Returns undefined where this face does not have it. */
  measure(face: FacePair, context: MeasureContext): FrameValue | undefined;
}
