import { add, sqrt, square, subtract } from '../../src/tensor/ops';
import type { PixelLoss } from '../../src/training/losses/loss';

/** Below it errors count by their square, above it by themselves. */
const knee = 1e-3;

/** Charbonnier et al., "Two deterministic half-quadratic regularization algorithms" (1994): mae without its corner. */
export const charbonnier: PixelLoss = (made, wanted) => sqrt(add(square(subtract(made, wanted)), knee ** 2));
