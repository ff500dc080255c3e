import type { Measure } from './measure';

/** Degrees; positive when the head is turned to the picture's right. */
export const yaw = {
  name: 'yaw',
  orderLabel: 'By yaw',
  measure: ({ face }) => face?.pose.yaw,
} as const satisfies Measure;
