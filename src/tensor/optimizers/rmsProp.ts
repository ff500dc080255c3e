import { add, divide, multiply, subtract } from '../ops/broadcasting';
import { sqrt, square } from '../ops/unary';
import { runningMean } from './moments';
import type { Optimizer, OptimizerDefinition } from './optimizer';

export interface RmsPropOptions {
  /** Decay of the running mean of the squared gradients. */
  readonly alpha?: number;
  readonly epsilon?: number;
}

/** Tieleman and Hinton (2012, lecture 6.5 of "Neural networks for machine learning"), without momentum. */
export function rmsProp({ alpha = 0.99, epsilon = 1e-7 }: RmsPropOptions = {}): Optimizer {
  return {
    name: 'rms-prop',
    slots: ['v'],
    weightDecayTarget: 'gradient',
    update({ parameter, gradient, slots, learningRate }) {
      const v = runningMean(slots.v!, square(gradient), alpha);
      const change = divide(multiply(gradient, learningRate), add(sqrt(v), epsilon));
      return { parameter: subtract(parameter, change), slots: { v } };
    },
  };
}

export const rmsPropDefinition = {
  name: 'rms-prop',
  help: 'Divides each gradient by the root of its mean square; has no momentum.',
  uses: ['epsilon'],
  create: ({ epsilon }) => rmsProp({ epsilon }),
} as const satisfies OptimizerDefinition;
