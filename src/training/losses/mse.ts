import { square, subtract } from '../../tensor/ops';
import type { PlainLoss } from './loss';

/** Squared error. */
export const mse = {
  name: 'mse',
  help: 'Mean squared error of the pixels.',
  isForMasks: true,
  kind: 'pixel',
  compare: (predicted, target) => square(subtract(predicted, target)),
} as const satisfies PlainLoss;
