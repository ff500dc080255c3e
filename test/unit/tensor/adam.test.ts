import { describe, expect, it } from 'vitest';
import { openTrainingSession } from '../../../src/runtime/trainingSession';
import { Random } from '../../../src/shared/random';
import { Graph } from '../../../src/tensor/graph';
import { zeros } from '../../../src/tensor/initializers';
import { multiply, sum } from '../../../src/tensor/ops';
import { adam } from '../../../src/tensor/optimizers/adam';
import { buildTrainingStep } from '../../../src/tensor/trainingStep';
import { relativeError, uniform } from './evaluate';

/** Algorithm 1 of the paper, in float64. */
function adamReference(
  initial: Float32Array,
  gradients: readonly Float32Array[],
  rates: readonly number[],
): Float64Array {
  const w = Float64Array.from(initial);
  const m = new Float64Array(w.length);
  const v = new Float64Array(w.length);
  gradients.forEach((gradient, index) => {
    const t = index + 1;
    for (let i = 0; i < w.length; i++) {
      m[i] = 0.9 * m[i]! + 0.1 * gradient[i]!;
      v[i] = 0.999 * v[i]! + 0.001 * gradient[i]! ** 2;
      const mHat = m[i]! / (1 - 0.9 ** t);
      const vHat = v[i]! / (1 - 0.999 ** t);
      w[i] = w[i]! - (rates[index]! * mHat) / (Math.sqrt(vHat) + 1e-7);
    }
  });
  return w;
}

describe('adam', () => {
  // 40,000 elements are updated in chunks, 7 in one piece.
  for (const size of [7, 40_000])
    it(`follows the paper's algorithm in float64 over 50 steps, ${size} elements`, async () => {
      const graph = new Graph();
      const parameter = graph.parameter('w', [size], zeros);
      const loss = sum(multiply(parameter, graph.input('gradient', [size])));
      const step = buildTrainingStep({ loss, losses: { loss }, optimizer: adam() });
      const random = new Random(size);
      const initial = uniform(random, [size], -1, 1);
      const gradients = Array.from({ length: 50 }, (_, index) =>
        uniform(random, [size], -1, 1).map((g) => g * 10 ** ((index % 5) - 3)),
      );
      const rates = gradients.map((_, index) => 1e-3 / (1 + index / 10));

      const session = await openTrainingSession(step, { state: new Map([['w', initial.slice()]]) });
      for (const [index, gradient] of gradients.entries()) await session.step({ gradient }, rates[index]!);
      const state = await session.readState();
      await session.release();

      const moved = (weights: ArrayLike<number>) => Array.from(weights, (weight, i) => weight - initial[i]!);
      expect(relativeError(moved(state.get('w')!), moved(adamReference(initial, gradients, rates)))).toBeLessThan(2e-4);
    });
});
