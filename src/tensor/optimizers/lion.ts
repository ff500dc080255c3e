import { add, multiply, subtract } from '../ops/broadcasting';
import { sign } from '../ops/unary';
import { runningMean } from './moments';
import type { MomentOptions, Optimizer, OptimizerDefinition } from './optimizer';

/**
 * Chen et al., "Symbolic discovery of optimization algorithms" (2023, arXiv 2302.06675): all steps have the same size.
 */
export function lion({ beta1 = 0.9, beta2 = 0.99 }: Omit<MomentOptions, 'epsilon'> = {}): Optimizer {
  return {
    name: 'lion',
    slots: ['m'],
    weightDecayTarget: 'parameter',
    update({ parameter, gradient, slots, learningRate }) {
      const direction = sign(runningMean(slots.m!, gradient, beta1));
      // Adding 0 · direction changes no number. It makes the direction read the old m before the new one replaces it.
      const m = add(runningMean(slots.m!, gradient, beta2), multiply(direction, 0));
      return { parameter: subtract(parameter, multiply(direction, learningRate)), slots: { m } };
    },
  };
}

export const lionDefinition = {
  name: 'lion',
  help: 'Uses only the sign of the mean gradient, so all steps have the same length. Set learning_rate to between a tenth and a third of the rate for adam.',
  uses: ['beta1', 'beta2'],
  create: lion,
} as const satisfies OptimizerDefinition;
