import type { Value } from '../graph';
import { add, divide, maximum, multiply, subtract } from '../ops/binary';
import { sqrt, square } from '../ops/unary';
import { biasCorrection, runningMean } from './moments';
import type { MomentOptions, Optimizer } from './optimizer';

export interface AdamOptions extends MomentOptions {
  /** Divides by the largest variance so far (Reddi, Kale and Kumar 2018, arXiv 1904.09237). */
  readonly amsgrad?: boolean;
}

/**
 * Kingma and Ba, "Adam: a method for stochastic optimization" (2015, arXiv 1412.6980): algorithm 1 in the order of
 * computation that the end of its section 2 gives, with epsilon scaled alike so that the result is algorithm 1's.
 */
export function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, amsgrad = false }: AdamOptions = {}): Optimizer {
  return {
    name: 'adam',
    slots: amsgrad ? ['m', 'v', 'vMax'] : ['m', 'v'],
    decays: 'gradient',
    update({ parameter, gradient, slots, learningRate, step }) {
      const m = runningMean(slots.m!, gradient, beta1);
      const v = runningMean(slots.v!, square(gradient), beta2);
      const largest: Readonly<Record<string, Value>> = amsgrad ? { vMax: maximum(slots.vMax!, v) } : {};
      const correction2 = sqrt(biasCorrection(beta2, step));
      const rate = divide(multiply(learningRate, correction2), biasCorrection(beta1, step));
      const deviation = sqrt(largest.vMax ?? v);
      const change = divide(multiply(m, rate), add(deviation, multiply(correction2, epsilon)));
      return { parameter: subtract(parameter, change), slots: { m, v, ...largest } };
    },
  };
}

/** Adam with decoupled weight decay: Loshchilov and Hutter (2019, arXiv 1711.05101). */
export function adamW(options: AdamOptions = {}): Optimizer {
  return { ...adam(options), name: 'adamw', decays: 'parameter' };
}
