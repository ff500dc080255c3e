import { square, subtract } from '../../tensor/ops';
import type { Loss } from './loss';

/** Squared error. */
export const mse: Loss = (made, wanted) => square(subtract(made, wanted));
