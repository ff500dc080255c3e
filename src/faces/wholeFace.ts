import type { Landmarks } from './landmarks';
import { type Matrix3, multiply, scaling, translation } from './matrix3';
import { meanFace } from './meanFace';
import { fitSimilarity } from './similarity';

/** Of the 68 landmarks, those that DeepFaceLab aligns by: brows, nose, eyes, and the corners of the mouth. */
const alignedLandmarks = [...Array.from({ length: 32 }, (_, i) => 17 + i), 54];
/** Its mean face stands so much further to the left than {@link meanFace}. */
const meanFaceShift = 0.009873;
/** The mean face's unit square with 40 % around it. */
const squareEdge = 1 + 2 * (0.4 * Math.SQRT2);
/** The square's centre: higher than the mean face's, for the forehead. */
const squareCenter = { x: 0.5, y: 0.5 - 0.07 };

const referencePoints = alignedLandmarks.flatMap((place) => [
  meanFace[2 * (place - 17)]! - meanFaceShift,
  meanFace[2 * (place - 17) + 1]!,
]);

/**
 * Frame pixels to pixels of a square that shows a face as DeepFaceLab's "whole face" does, which nearly all .dfm models
 * are trained on.
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
