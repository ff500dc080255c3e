import { abs, subtract } from '../../tensor/ops';
import type { PixelLoss } from './loss';

/** Absolute error. */
export const mae: PixelLoss = (made, wanted) => abs(subtract(made, wanted));
