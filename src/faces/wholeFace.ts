import type { Landmarks } from './landmarks';
import { type Matrix3, multiply, scaling, translation } from './matrix3';
import { meanFace } from './meanFace';
import { fitSimilarity } from './similarity';

/** The landmarks by which DeepFaceLab aligns: brows, nose, eyes, and the corners of the mouth. */
const alignedLandmarks = [...Array.from({ length: 32 }, (_, i) => 17 + i), 54];
/** DeepFaceLab's mean face is so far to the left of {@link meanFace}. */
const meanFaceShift = 0.009873;
/** Edge of the square: the mean face's unit square with 40 % around it. */
const squareEdge = 1 + 2 * (0.4 * Math.SQRT2);
/** Center of the square: above that of the mean face, to include the forehead. */
const squareCenter = { x: 0.5, y: 0.5 - 0.07 };

const referencePoints = alignedLandmarks.flatMap((place) => [
  meanFace[2 * (place - 17)]! - meanFaceShift,
  meanFace[2 * (place - 17) + 1]!,
]);

/**
 * Returns the matrix from frame pixels to the pixels of a square with DeepFaceLab's "whole face" framing, for which nearly
 * all .dfm models are trained.
 * @param size edge of the square in pixels
 */
export function computeWholeFaceMatrix(landmarks: Landmarks, size: number): Matrix3 {
  const points = alignedLandmarks.flatMap((place) => [landmarks[2 * place]!, landmarks[2 * place + 1]!]);
  return multiply(
    scaling(size / squareEdge),
    translation(squareEdge / 2 - squareCenter.x, squareEdge / 2 - squareCenter.y),
    fitSimilarity(points, referencePoints),
  );
}
