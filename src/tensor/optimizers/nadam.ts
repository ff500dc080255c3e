import type { Value } from '../graph';
import { add, divide, multiply, power, subtract } from '../ops/broadcasting';
import { sqrt, square } from '../ops/unary';
import { biasCorrection, runningMean, selectByStep } from './moments';
import type { MomentOptions, Optimizer, OptimizerDefinition } from './optimizer';

/** Decay of the momentum schedule in each step: 0.96^(0.004 · step). */
const decay = 0.96 ** 0.004;

/** Number of factors after which the product of the schedule is 0 in float32: each factor is near beta1 / 2. */
const factors = 96;

/**
 * Dozat, "Incorporating Nesterov momentum into Adam" (2016), with the momentum schedule that it recommends:
 * mu(t) = beta1 · (1 - 0.96^(0.004 t) / 2).
 */
export function nadam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: MomentOptions = {}): Optimizer {
  return {
    name: 'nadam',
    slots: ['m', 'v'],
    weightDecayTarget: 'gradient',
    update({ parameter, gradient, slots, learningRate, step }) {
      const m = runningMean(slots.m!, gradient, beta1);
      const v = runningMean(slots.v!, square(gradient), beta2);
      const now = computeMomentum(beta1, step);
      const next = computeMomentum(beta1, add(step, 1));
      const product = computeMomentumProduct(beta1, step);
      const correction2 = sqrt(biasCorrection(beta2, step));
      const rate = multiply(learningRate, correction2);
      const gradientRate = multiply(rate, divide(subtract(1, now), subtract(1, product)));
      const momentumRate = multiply(rate, divide(next, subtract(1, multiply(product, next))));
      const along = add(multiply(gradient, gradientRate), multiply(m, momentumRate));
      const change = divide(along, add(sqrt(v), multiply(correction2, epsilon)));
      return { parameter: subtract(parameter, change), slots: { m, v } };
    },
  };
}

/** mu at `step`, []. */
function computeMomentum(beta1: number, step: Value): Value {
  return multiply(subtract(1, multiply(power(decay, step), 0.5)), beta1);
}

/** Returns the product of mu from step 1 to `step`, []. */
function computeMomentumProduct(beta1: number, step: Value): Value {
  let product = 1;
  const products = Array.from({ length: factors }, (_, index) => {
    product *= beta1 * (1 - 0.5 * decay ** (index + 1));
    return product;
  });
  return selectByStep(products, step);
}

export const nadamDefinition = {
  name: 'nadam',
  help: "Adam with Nesterov's momentum.",
  uses: ['beta1', 'beta2', 'epsilon'],
  create: nadam,
} as const satisfies OptimizerDefinition;
