import { add, multiply, softplus, subtract } from '../../tensor/ops';
import type { PixelLoss } from './loss';

/** Logarithm of the hyperbolic cosine of the error (arXiv 2208.04564), in a form that large errors do not overflow. */
export const logcosh: PixelLoss = (made, wanted) => {
  const error = subtract(made, wanted);
  return subtract(add(error, softplus(multiply(error, -2))), Math.LN2);
};
