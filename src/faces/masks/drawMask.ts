import { drawLandmarkMask, type LandmarkMaskOptions } from './landmarkMask';
import { type BuiltInMaskName, getLandmarkShape } from './masks';

/**
 * Draws the mask of a face; `none` is white all over.
 * @param landmarks in crop pixels, flat [x, y]
 * @returns size·size bytes, 0 outside and 255 inside
 */
export function drawMask(
  landmarks: ArrayLike<number>,
  size: number,
  name: BuiltInMaskName,
  options?: LandmarkMaskOptions,
): Uint8Array {
  const shape = getLandmarkShape(name);
  return shape ? drawLandmarkMask(landmarks, size, shape, options) : new Uint8Array(size * size).fill(255);
}
