import type { Value } from '../../tensor/graph';
import { add, multiply, positivePower, square, subtract } from '../../tensor/ops';

/**
 * Returns the general and adaptive robust loss (arXiv 1701.03077, equation 1) of an error, times its scale c, so that the slope
 * far from zero is one at alpha = 1 whatever the scale.
 * @param alpha shape, neither 0 nor 2: near 2 it is a parabola, at 1 a smooth absolute value
 * @param scale c, the error at which the parabola around zero ends
 */
export function generalLoss(error: Value, alpha: number, scale: number): Value {
  const bend = Math.abs(alpha - 2);
  const base = add(multiply(square(error), 1 / (scale ** 2 * bend)), 1);
  return multiply(subtract(positivePower(base, alpha / 2), 1), (bend / alpha) * scale);
}
