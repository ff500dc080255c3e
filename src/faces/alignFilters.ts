import type { AlignedFace } from './alignment';
import type { Box } from './geometry';
import type { Landmarks } from './landmarks';
import { transformPoints } from './matrix3';
import { measureDistanceToMean } from './plausibility';

/** Limits that exclude faces: faceswap's filters of `extract.ini`. A limit of 0 is off. */
export interface AlignFilters {
  /** Smallest and largest box, as a share of the frame's short side. */
  readonly minScale: number;
  readonly maxScale: number;
  /** Largest mean distance of the aligned landmarks to the mean face, in hundredths of the core. */
  readonly distance: number;
  /** Largest tilt to either side that remains after alignment, degrees. */
  readonly roll: number;
  /** Whether the mouth must be below the eyes. */
  readonly features: boolean;
}

/** Returns whether a face passes all filters. @param shortSide of the frame, pixels */
export function passesFilters(
  filters: AlignFilters,
  landmarks: Landmarks,
  { matrix, pose }: AlignedFace,
  box: Box,
  shortSide: number,
): boolean {
  const scale = Math.min(box.width, box.height) / shortSide;
  return (
    scale >= filters.minScale &&
    isAtMost(scale, filters.maxScale) &&
    isAtMost(100 * measureDistanceToMean(landmarks, matrix), filters.distance) &&
    isAtMost(Math.abs(pose.roll), filters.roll) &&
    (!filters.features || isMouthBelowEyes(transformPoints(matrix, landmarks)))
  );
}

function isAtMost(value: number, limit: number): boolean {
  return limit === 0 || value <= limit;
}

/** Returns whether the mouth is below the eyes; `points` are landmarks that are already aligned. */
function isMouthBelowEyes(points: ArrayLike<number>): boolean {
  const lowest = (first: number, last: number, pick: (...values: number[]) => number) =>
    pick(...Array.from({ length: last - first + 1 }, (_, i) => points[2 * (first + i) + 1]!));
  return lowest(48, 67, Math.min) > lowest(36, 47, Math.max);
}
