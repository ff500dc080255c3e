import type { AlignedFace } from './alignment';
import type { Box } from './geometry';
import type { Landmarks } from './landmarks';
import { measureScale, transformPoints } from './matrix3';
import { meanFace } from './meanFace';

/**
 * Limits between faces from frontal to three-quarter view (at most 0.08 from the mean face, core at least 0.68 of the box)
 * and the landmarks that the network returns for a head in profile (0.1 to 0.47 from the mean face).
 */
const limits = { distance: 0.09, coreOfBox: 0.55 };

/**
 * Returns whether landmarks form a face: when aligned, they are near the mean face, and they fill the detector's box. For
 * heads in profile the network returns a cluster of points that cannot be used for a crop.
 */
export function isPlausibleFace(landmarks: Landmarks, { matrix }: AlignedFace, box: Box): boolean {
  const core = 1 / measureScale(matrix);
  return (
    core >= limits.coreOfBox * Math.sqrt(box.width * box.height) &&
    measureDistanceToMean(landmarks, matrix) <= limits.distance
  );
}

/** Returns the mean distance of the aligned points 17..67 to the mean face, in edges of the core. */
export function measureDistanceToMean(landmarks: Landmarks, matrix: AlignedFace['matrix']): number {
  const points = transformPoints(matrix, landmarks.subarray(34));
  let sum = 0;
  for (let i = 0; i < points.length; i += 2)
    sum += Math.hypot(points[i]! - meanFace[i]!, points[i + 1]! - meanFace[i + 1]!);
  return sum / (points.length / 2);
}
