import type { AlignedFace } from './alignment';
import type { Box } from './geometry';
import type { Landmarks } from './landmarks';
import { measureScale, transformPoints } from './matrix3';
import { meanFace } from './meanFace';

/**
 * Between faces from the front to three quarters (at most 0.08 from the mean face, core at least 0.68 of the box) and
 * what the landmark network makes of a head from the side (from 0.1, up to 0.47).
 */
const limits = { distance: 0.09, coreOfBox: 0.55 };

/**
 * Whether landmarks make a face: aligned, they lie near the mean face, and they fill the detector's box. Of heads seen
 * from the side the network gives a huddle of points, by which no crop can be cut.
 */
export function isPlausibleFace(landmarks: Landmarks, { matrix }: AlignedFace, box: Box): boolean {
  const core = 1 / measureScale(matrix);
  return (
    core >= limits.coreOfBox * Math.sqrt(box.width * box.height) &&
    measureDistanceToMean(landmarks, matrix) <= limits.distance
  );
}

/** Mean distance of the aligned points 17..67 to the mean face, in cores. */
export function measureDistanceToMean(landmarks: Landmarks, matrix: AlignedFace['matrix']): number {
  const points = transformPoints(matrix, landmarks.subarray(34));
  let sum = 0;
  for (let i = 0; i < points.length; i += 2)
    sum += Math.hypot(points[i]! - meanFace[i]!, points[i + 1]! - meanFace[i + 1]!);
  return sum / (points.length / 2);
}
