import type { AlignedFace } from '../../faces/alignment';

/** A face that is measured. */
export interface MeasureInput {
  /** RGB, row-major. */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Absent where the file has no landmarks of a face. */
  readonly face?: AlignedFace;
}

/** A number that says something about a face. The orders of the review, their labels and the cache follow from its record. */
export interface Measure {
  readonly name: string;
  /** How the order from the smallest value to the largest is called, in English. */
  readonly orderLabel: string;
  /** Returns the value in words for the details of a face, such as `212 px wide`; absent where they do not show it. */
  describe?(value: number): string;
  /** Returns undefined where the face does not have it. */
  measure(input: MeasureInput): number | undefined | Promise<number | undefined>;
}
