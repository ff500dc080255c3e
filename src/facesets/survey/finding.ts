import type { FaceSurvey } from './faceSurvey';

/** A statement on one set of faces or on two, which follows from a record of {@link Check} or {@link Comparison}. */
export interface Finding {
  /** The name of the record. */
  readonly name: string;
  /** The set that it is about: A, B, or A where there is no counterpart in B. */
  readonly about: 'a' | 'b' | 'pair';
  /** A sentence in the user's language, with its numbers. */
  readonly text: string;
  /** The share of the faces of the set that it is about, 0..1. */
  readonly share: number;
  /** Examples among the faces of the set that it is about (of A for a pair), the most telling first. */
  readonly faces: readonly number[];
}

/** What every record of a statement says of itself, in English, for the documentation. */
interface Rule {
  readonly name: string;
  /** What is stated, such as `faces turned to the left are missing`. */
  readonly states: string;
  /** When it is stated. */
  readonly threshold: string;
  /** Why the threshold is this. */
  readonly reason: string;
}

/** What a statement says, without what follows from its record. */
export type Statement = Omit<Finding, 'name' | 'about'>;

/** A statement on what one set has or lacks. */
export interface Check extends Rule {
  /** Returns undefined where there is nothing to state. */
  find(survey: FaceSurvey): Statement | undefined;
}

/** A statement on A against B. */
export interface Comparison extends Rule {
  /** Returns undefined where there is nothing to state. */
  find(a: FaceSurvey, b: FaceSurvey): Statement | undefined;
}

/** Formats a share of faces as percent, so that few faces are neither none nor all. */
export function formatShare(share: number): string {
  const percent = 100 * share;
  if (percent > 0 && percent < 1) return '<1 %';
  if (percent > 99 && percent < 100) return '>99 %';
  return `${Math.round(percent)} %`;
}
