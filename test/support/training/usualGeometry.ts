import type { CropGeometry } from '../../../src/training/data/cropGeometry';

/** A model that sees the usual crop of a face, and makes one of the same `size`, pixels. */
export function createGeometry(size: number): CropGeometry {
  return {
    inputSize: size,
    outputSize: size,
    centering: 'face',
    coverage: 0.875,
    verticalOffset: 0,
    maskType: 'extended',
  };
}
