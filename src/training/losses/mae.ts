import { abs, subtract } from '../../tensor/ops';
import type { PlainLoss } from './loss';

/** Absolute error. */
export const mae = {
  name: 'mae',
  help: 'Mean absolute error of the pixels.',
  isForMasks: true,
  kind: 'pixel',
  compare: (predicted, target) => abs(subtract(predicted, target)),
} as const satisfies PlainLoss;
