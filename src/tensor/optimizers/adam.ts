import type { Value } from '../graph';
import { add, divide, maximum, multiply, subtract } from '../ops/broadcasting';
import { sqrt, square } from '../ops/unary';
import { biasCorrection } from './moments';
import type { MomentOptions, Optimizer, OptimizerDefinition } from './optimizer';

export interface AdamOptions extends MomentOptions {
  /** Whether to divide by the largest variance so far (Reddi, Kale and Kumar 2018, arXiv 1904.09237). */
  readonly amsgrad?: boolean;
}

/**
 * Kingma and Ba, "Adam: a method for stochastic optimization" (2015, arXiv 1412.6980), algorithm 1. The moments are
 * stored divided by (1 - beta), and the corrections are part of the rate and of epsilon. The result is the same with
 * two passes fewer over every weight.
 */
export function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, amsgrad = false }: AdamOptions = {}): Optimizer {
  return {
    name: 'adam',
    slots: amsgrad ? ['m', 'v', 'vMax'] : ['m', 'v'],
    weightDecayTarget: 'gradient',
    update({ parameter, gradient, slots, learningRate, step }) {
      const m = add(multiply(slots.m!, beta1), gradient);
      const v = add(multiply(slots.v!, beta2), square(gradient));
      const largest: Readonly<Record<string, Value>> = amsgrad ? { vMax: maximum(slots.vMax!, v) } : {};
      const correction1 = divide(biasCorrection(beta1, step), 1 - beta1);
      const correction2 = sqrt(divide(biasCorrection(beta2, step), 1 - beta2));
      const rate = divide(multiply(learningRate, correction2), correction1);
      const deviation = sqrt(largest.vMax ?? v);
      const change = divide(multiply(m, rate), add(deviation, multiply(correction2, epsilon)));
      return { parameter: subtract(parameter, change), slots: { m, v, ...largest } };
    },
  };
}

/** Adam with decoupled weight decay: Loshchilov and Hutter (2019, arXiv 1711.05101). */
export function adamW(options: AdamOptions = {}): Optimizer {
  return { ...adam(options), name: 'adamw', weightDecayTarget: 'parameter' };
}

export const adamDefinition = {
  name: 'adam',
  help: 'The usual choice: the step of each weight follows the mean and the variance of its gradients.',
  uses: ['beta1', 'beta2', 'epsilon', 'amsgrad'],
  create: adam,
} as const satisfies OptimizerDefinition;

export const adamWDefinition = {
  name: 'adamw',
  help: 'Adam whose weight_decay shrinks the weights directly, not through the gradients.',
  uses: ['beta1', 'beta2', 'epsilon', 'amsgrad'],
  create: adamW,
} as const satisfies OptimizerDefinition;
