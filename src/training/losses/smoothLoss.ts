import { subtract } from '../../tensor/ops';
import { generalLoss } from './generalLoss';
import type { PlainLoss } from './loss';

/** Smooth absolute error: the general loss (arXiv 1701.03077) at alpha = 1, rounded within one step of a byte. */
export const smoothLoss = {
  name: 'smooth_loss',
  help: 'Mean absolute error of the pixels, with a smooth curve near zero.',
  kind: 'pixel',
  compare: (predicted, target) => generalLoss(subtract(predicted, target), 1, 1 / 255),
} as const satisfies PlainLoss;
