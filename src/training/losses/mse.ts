import { square, subtract } from '../../tensor/ops';
import type { PixelLoss } from './loss';

/** Squared error. */
export const mse: PixelLoss = (made, wanted) => square(subtract(made, wanted));
