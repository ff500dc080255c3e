import { detail } from './detail';
import { edgeColor, edgeGradient } from './edge';
import { eyes, landmarks, mouth } from './expression';
import { flicker } from './flicker';
import { likenessToA, likenessToB, margin, nearerToB } from './identity';
import type { SwapMeasure } from './measure';
import { placement } from './placement';
import { pitch, roll, yaw } from './pose';
import { skin } from './skin';

/** The measures of a swap, in the order that users see: who is shown, what is kept of A, the picture. */
export const swapMeasures = [
  likenessToB,
  likenessToA,
  margin,
  nearerToB,
  mouth,
  eyes,
  landmarks,
  yaw,
  pitch,
  roll,
  detail,
  placement,
  edgeColor,
  edgeGradient,
  skin,
  flicker,
] as const satisfies readonly SwapMeasure[];

export type SwapMeasureName = (typeof swapMeasures)[number]['name'];
