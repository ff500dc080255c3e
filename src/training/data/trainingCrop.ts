import { type AlignedFace, alignFace, type Centering, computeCropMatrix, paddingRatio } from '../../faces/alignment';
import { readLandmarks } from '../../faces/landmarks';
import { multiply, scaling, transformPoints, translation } from '../../faces/matrix3';
import type { CropFraming } from './cropGeometry';

/** A square of a stored face, in whole pixels. It may extend beyond the face's edges. */
export interface CropSquare {
  readonly left: number;
  readonly top: number;
  readonly edge: number;
}

/** Centering of the stored face images. Stored masks may have another one. */
const storedFaceCentering: Centering = 'head';

/** Computes the square of a stored face or mask of `size` pixels that is trained (faceswap.md §5.1). */
export function computeCropSquare(
  face: AlignedFace,
  size: number,
  framing: CropFraming,
  storedCentering: Centering = storedFaceCentering,
): CropSquare {
  const coreShare = 1 - paddingRatio[storedCentering];
  const core = 2 * Math.round((size * coreShare) / 2);
  const share = (coreShare / (1 - paddingRatio[framing.centering])) * framing.coverage;
  const edge = 2 * Math.round((size * share) / 2);
  const [fromX, fromY] = face.offset[storedCentering];
  const [toX, toY] = face.offset[framing.centering];
  return {
    left: Math.round((toX - fromX) * core + (size - edge) / 2),
    top: Math.round((toY - fromY - framing.verticalOffset) * core + (size - edge) / 2),
    edge,
  };
}

/** Computes the trained square of a stored face, its alignment, and its landmarks in pixels of the square resized to `cropSize`. */
export function computeTrainingCrop(
  landmarkPairs: readonly (readonly number[])[],
  size: number,
  framing: CropFraming,
  cropSize: number,
): { readonly face: AlignedFace; readonly square: CropSquare; readonly landmarks: Float32Array } {
  const landmarks = readLandmarks(landmarkPairs);
  const face = alignFace(landmarks);
  const square = computeCropSquare(face, size, framing);
  const toCrop = multiply(
    translation(-0.5, -0.5),
    scaling(cropSize / square.edge),
    translation(0.5 - square.left, 0.5 - square.top),
    computeCropMatrix(face, { size, centering: storedFaceCentering }),
  );
  return { face, square, landmarks: transformPoints(toCrop, landmarks) };
}
