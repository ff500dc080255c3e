import type { Point } from '../geometry';
import { listLandmarkPairs } from '../landmarks';
import { drawHulls, growShape, rasterizeShape } from '../shapeRaster';
import type { LandmarkShape } from './mask';

export interface LandmarkMaskOptions {
  /** Grows the mask by a disc whose diameter is this many percent of `size`; negative shrinks it. 0 when absent. */
  readonly dilationPercent?: number;
}

/** The eyes and the mouth, which losses weigh more. */
export const eyesShape: LandmarkShape = { parts: ['36-41', '42-47'] };
export const mouthShape: LandmarkShape = { parts: ['48-59'] };

/**
 * Draws a mask from landmarks in crop pixels (flat [x, y], see `transformPoints`).
 * @returns size·size bytes, 0 outside and 255 inside, the edge anti-aliased.
 */
export function drawLandmarkMask(
  pointsInCrop: ArrayLike<number>,
  size: number,
  { parts, moveLandmarks }: LandmarkShape,
  { dilationPercent = 0 }: LandmarkMaskOptions = {},
): Uint8Array {
  const points: Point[] = listLandmarkPairs(pointsInCrop);
  moveLandmarks?.(points);
  const groups = parts.map((part) => listIndices(part).map((index) => points[index]!));
  const rows = drawHulls(groups, size);
  const radius = (size * dilationPercent) / 200;
  return rasterizeShape(radius === 0 ? rows : growShape(rows, radius), size);
}

/** Returns the numbers that `0-8 17` stands for. */
function listIndices(ranges: string): number[] {
  return ranges.split(' ').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
