import { abs, subtract } from '../../tensor/ops';
import type { Loss } from './loss';

/** Absolute error. */
export const mae: Loss = (made, wanted) => abs(subtract(made, wanted));
