import { multiply, subtract } from '../ops/binary';
import { sign } from '../ops/unary';
import type { MomentOptions, Optimizer } from './optimizer';

/** Chen et al., "Symbolic discovery of optimization algorithms" (2023, arXiv 2302.06675): steps of one length. */
export function lion({ beta1 = 0.9, beta2 = 0.99 }: Omit<MomentOptions, 'epsilon'> = {}): Optimizer {
  return {
    name: 'lion',
    slots: ['m'],
    decays: 'parameter',
    update({ parameter, gradient, slots, learningRate }) {
      // beta · m + (1 - beta) · g as g - beta · (g - m), so that the old m is read only once.
      const ahead = subtract(gradient, slots.m!);
      const direction = sign(subtract(gradient, multiply(ahead, beta1)));
      const m = subtract(gradient, multiply(ahead, beta2));
      return { parameter: subtract(parameter, multiply(direction, learningRate)), slots: { m } };
    },
  };
}
