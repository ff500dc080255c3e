import type { CropGeometry } from '../../../src/training/data/cropGeometry';

/** Creates the geometry of a model with the default crop, whose input and output have `size` pixels. */
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
