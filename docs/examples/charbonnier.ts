import { add, sqrt, square, subtract } from '../../src/tensor/ops';
import type { PlainLoss } from '../../src/training/losses/loss';

/** Below it errors count by their square, above it by themselves. */
const knee = 1e-3;

/** Charbonnier et al., "Two deterministic half-quadratic regularization algorithms" (1994): mae without its corner. */
export const charbonnier = {
  name: 'charbonnier',
  help: 'Mean absolute error of the pixels, with a parabola around zero.',
  kind: 'pixel',
  compare: (predicted, target) => sqrt(add(square(subtract(predicted, target)), knee ** 2)),
} as const satisfies PlainLoss;
