import type { Value } from '../graph';
import { add, divide, greaterEqual, lessEqual, maximum, multiply, subtract, where } from '../ops/broadcasting';
import { sqrt, square } from '../ops/unary';
import type { AdamOptions } from './adam';
import { biasCorrection, runningMean, selectByStep } from './moments';
import type { Optimizer, OptimizerDefinition } from './optimizer';

/** Minimum length of the approximated average at which the variance is trusted. RAdam's paper uses 4. */
const minTrustedLength = 5;

/**
 * Zhuang et al., "AdaBelief optimizer" (2020, arXiv 2010.07468), algorithm 2: uses the variance of the gradient around
 * its mean, and adds epsilon to it at every step. Rectified as in RAdam (Liu et al. 2020, arXiv 1908.03265, algorithm
 * 2): as long as the variance is based on too few gradients, the step uses momentum only.
 */
export function adaBelief({
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-16,
  amsgrad = false,
}: AdamOptions = {}): Optimizer {
  return {
    name: 'adabelief',
    slots: amsgrad ? ['m', 's', 'sMax'] : ['m', 's'],
    weightDecayTarget: 'parameter',
    update({ parameter, gradient, slots, learningRate, step }) {
      const m = runningMean(slots.m!, gradient, beta1);
      const s = add(runningMean(slots.s!, square(subtract(gradient, m)), beta2), epsilon);
      const largest: Readonly<Record<string, Value>> = amsgrad ? { sMax: maximum(slots.sMax!, s) } : {};
      const correction1 = biasCorrection(beta1, step);
      const correction2 = biasCorrection(beta2, step);

      const length = computeAverageLength(beta2, step);
      const trusted = greaterEqual(length, minTrustedLength);
      const safe = maximum(length, minTrustedLength);
      const rectified = divide(
        multiply(multiply(subtract(safe, 4), subtract(safe, 2)), getMaxAverageLength(beta2)),
        multiply(safe, (getMaxAverageLength(beta2) - 4) * (getMaxAverageLength(beta2) - 2)),
      );
      const rate = divide(
        multiply(learningRate, where(trusted, sqrt(multiply(rectified, correction2)), 1)),
        correction1,
      );
      const deviation = add(sqrt(largest.sMax ?? s), epsilon);
      const change = divide(multiply(m, rate), where(trusted, deviation, 1));
      return { parameter: subtract(parameter, change), slots: { m, s, ...largest } };
    },
  };
}

/**
 * For this many first steps, {@link computeAverageLength} uses a table: the formula would subtract large numbers that
 * are nearly equal.
 */
const tabledSteps = 256;

/** Returns the length, [], of the simple average that the running mean at `step` approximates: rho in equation 5 of RAdam. */
function computeAverageLength(beta2: number, step: Value): Value {
  const longest = getMaxAverageLength(beta2);
  const lengthAt = (t: number) => longest - (2 * t * beta2 ** t) / (1 - beta2 ** t);
  const tabled = Array.from({ length: tabledSteps }, (_, index) => lengthAt(index + 1));
  const correction = biasCorrection(beta2, step);
  const later = subtract(longest, divide(multiply(multiply(step, 2), subtract(1, correction)), correction));
  return where(lessEqual(step, tabledSteps), selectByStep(tabled, step), later);
}

function getMaxAverageLength(beta2: number): number {
  return 2 / (1 - beta2) - 1;
}

export const adaBeliefDefinition = {
  name: 'adabelief',
  help: 'Adam with longer steps where gradients are as expected. Set epsilon_exponent to -16.',
  uses: ['beta1', 'beta2', 'epsilon', 'amsgrad'],
  create: adaBelief,
} as const satisfies OptimizerDefinition;
