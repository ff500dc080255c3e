import type { Measure } from './measure';

/** The edge of the face in the frame, in pixels: that of the mean face's unit square. */
export const size = {
  name: 'size',
  orderLabel: 'Smallest first',
  measure: ({ face }) => face && 1 / Math.hypot(face.matrix[0], face.matrix[3]),
} as const satisfies Measure;
