import { add, multiply, softplus, subtract } from '../../tensor/ops';
import type { PlainLoss } from './loss';

/** Logarithm of the hyperbolic cosine of the error (arXiv 2208.04564), in a form that large errors do not overflow. */
export const logcosh = {
  name: 'logcosh',
  help: 'Logarithm of the hyperbolic cosine of the error: like mse for small errors, like mae for large ones.',
  kind: 'pixel',
  compare(predicted, target) {
    const error = subtract(predicted, target);
    return subtract(add(error, softplus(multiply(error, -2))), Math.LN2);
  },
} as const satisfies PlainLoss;
