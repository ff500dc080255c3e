import { add, divide, multiply, power, subtract } from '../ops/binary';
import { sqrt, square } from '../ops/unary';
import type { Optimizer } from './optimizer';

export interface AdamOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/**
 * Kingma and Ba, "Adam: a method for stochastic optimization" (2015, arXiv 1412.6980): algorithm 1 in the order of
 * computation that the end of its section 2 gives, with epsilon scaled alike so that the result is algorithm 1's.
 */
export function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: AdamOptions = {}): Optimizer {
  return {
    name: 'adam',
    slots: ['m', 'v'],
    update({ parameter, gradient, slots, learningRate, step }) {
      const m = add(multiply(slots.m!, beta1), multiply(gradient, 1 - beta1));
      const v = add(multiply(slots.v!, beta2), multiply(square(gradient), 1 - beta2));
      const correction1 = subtract(1, power(beta1, step));
      const correction2 = sqrt(subtract(1, power(beta2, step)));
      const rate = divide(multiply(learningRate, correction2), correction1);
      const change = divide(multiply(m, rate), add(sqrt(v), multiply(correction2, epsilon)));
      return { parameter: subtract(parameter, change), slots: { m, v } };
    },
  };
}
