import type { FaceAugmentation } from '../../../src/training/data/augment/augmentation';

/** Augmentation that leaves a face unchanged. */
export const noAugmentation: FaceAugmentation = {
  labJitter: [0, 0, 0],
  claheTiles: 0,
  rotationDegrees: 0,
  scale: 1,
  shift: [0, 0],
  flip: false,
  warp: new Float32Array(50),
  shapeChoice: 0,
  landmarkShift: new Float32Array(136),
};
