import { add, divide, maximum, multiply, subtract } from '../ops/broadcasting';
import { abs } from '../ops/unary';
import { biasCorrection, runningMean } from './moments';
import type { MomentOptions, Optimizer, OptimizerDefinition } from './optimizer';

/**
 * Kingma and Ba (2015, arXiv 1412.6980), algorithm 2: divides by a decaying maximum of the gradients' magnitudes.
 * Epsilon is added to each magnitude.
 */
export function adaMax({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: MomentOptions = {}): Optimizer {
  return {
    name: 'adamax',
    slots: ['m', 'u'],
    weightDecayTarget: 'gradient',
    update({ parameter, gradient, slots, learningRate, step }) {
      const m = runningMean(slots.m!, gradient, beta1);
      const u = maximum(multiply(slots.u!, beta2), add(abs(gradient), epsilon));
      const rate = divide(learningRate, biasCorrection(beta1, step));
      return { parameter: subtract(parameter, divide(multiply(m, rate), u)), slots: { m, u } };
    },
  };
}

export const adaMaxDefinition = {
  name: 'adamax',
  help: 'Adam that divides by the largest recent gradient instead of the variance.',
  uses: ['beta1', 'beta2', 'epsilon'],
  create: adaMax,
} as const satisfies OptimizerDefinition;
