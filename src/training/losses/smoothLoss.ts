import { subtract } from '../../tensor/ops';
import { generalLoss } from './generalLoss';
import type { PixelLoss } from './loss';

/** Smooth absolute error: the general loss (arXiv 1701.03077) at alpha = 1, rounded within one step of a byte. */
export const smoothLoss: PixelLoss = (made, wanted) => generalLoss(subtract(made, wanted), 1, 1 / 255);
