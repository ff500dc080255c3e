import type { AlignedFace } from '../../faces/alignment';
import type { Landmarks } from '../../faces/landmarks';
import type { FaceHeader } from '../facePng';

/** What is known of a face without its picture. */
export interface LandmarkInput {
  readonly header: FaceHeader;
  readonly face: AlignedFace;
  /** The landmarks in edges of the face: those of an upright face in the core's unit square. */
  readonly shape: Landmarks;
}

/** A picture of a face. */
export interface PictureInput {
  /** RGB, row-major. */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** The landmarks in pixels of the picture; absent where the file has none of a face. */
  readonly points?: Landmarks;
}

/**
 * A number that says something about a face. The orders of the review, their labels, the cache, the report on a set of
 * faces and the table of docs/facesets.md follow from its record.
 */
interface MeasureBase {
  readonly name: string;
  /** What it is called in tables, in English. */
  readonly label: string;
  /** The unit of its values; empty for plain numbers. */
  readonly unit: string;
  /** The range of values that pictures of faces have, [least, greatest], which the plots of a report span. */
  readonly range: readonly [number, number];
  /** What a greater value means, in English. */
  readonly direction: string;
  /** How it is computed, in English, for the documentation. */
  readonly formula: string;
  /** How the order from the smallest value to the largest is called, in English. */
  readonly orderLabel: string;
  /** Returns the value in words for the details of a face, such as `212 px wide`; absent where they do not show it. */
  describe?(value: number): string;
}

/** A measure that needs only the header of a face. */
export interface LandmarkMeasure extends MeasureBase {
  readonly from: 'landmarks';
  /** Returns undefined where the face does not have it. */
  measure(input: LandmarkInput): number | undefined;
}

/** A measure that looks at the picture. */
export interface PictureMeasure extends MeasureBase {
  readonly from: 'picture';
  /** Returns undefined where the face does not have it. */
  measure(input: PictureInput): number | undefined | Promise<number | undefined>;
}

export type Measure = LandmarkMeasure | PictureMeasure;
