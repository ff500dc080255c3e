import type { Value } from '../graph';
import { add, divide, equal, multiply, where } from '../ops/broadcasting';
import { sum } from '../ops/reduce';
import { tanh } from '../ops/unary';

/** Returns the running mean beta · mean + (1 - beta) · sample. */
export function runningMean(mean: Value, sample: Value, beta: number): Value {
  return add(multiply(mean, beta), multiply(sample, 1 - beta));
}

/**
 * 1 - beta^step, the total weight of all samples in a running mean that started at zero. It is computed by the
 * hyperbolic tangent, 1 - exp(-2x) = 2 tanh x / (1 + tanh x), because the difference would lose most of its digits if
 * beta is near 1.
 */
export function biasCorrection(beta: number, step: Value): Value {
  const tangent = tanh(multiply(step, -Math.log(Math.max(beta, Number.MIN_VALUE)) / 2));
  return divide(multiply(tangent, 2), add(tangent, 1));
}

/** Selects the value for `step`, [], from a table that starts at step 1. It is zero after the end of the table. */
export function selectByStep(values: readonly number[], step: Value): Value {
  const { graph } = step;
  const steps = graph.constant(
    Float32Array.from(values, (_, index) => index + 1),
    [values.length],
  );
  return sum(where(equal(steps, step), graph.constant(Float32Array.from(values), [values.length]), 0));
}
