import { describe, expect, it } from 'vitest';
import { openInferenceSession } from '../../../src/runtime/inferenceSession';
import { gradients } from '../../../src/tensor/gradients';
import { Graph, type Value } from '../../../src/tensor/graph';
import { buildInference } from '../../../src/tensor/inferenceModel';
import { dropout, gaussianNoise, sum } from '../../../src/tensor/ops';
import { evaluateOnTensorFlow } from '../../support/runtime/evaluateOnTensorFlow';

const size = 20_000;
const x = new Float32Array(size).fill(2);

function computeMoments(given: ArrayLike<number>): { mean: number; deviation: number } {
  const values = Float32Array.from(given);
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

/** Two runs of each of two sessions. */
async function runTwice(disturb: (x: Value) => Value): Promise<readonly Float32Array[]> {
  const results: Float32Array[] = [];
  for (let opened = 0; opened < 2; opened++) {
    const graph = new Graph('training');
    const model = buildInference({ y: disturb(graph.input('x', [size])) });
    const session = await openInferenceSession(model, { threads: 1 });
    for (let run = 0; run < 2; run++) results.push((await session.run({ x })).y as Float32Array);
    await session.release();
  }
  return results;
}

describe('random numbers in a graph', () => {
  it.each([
    ['gaussianNoise', (value: Value) => gaussianNoise(value, 0.5), { mean: 2, deviation: 0.5 }],
    ['dropout', (value: Value) => dropout(value, 0.2), { mean: 2, deviation: 1 }],
  ] as const)(
    '%s has its mean and deviation, is new at each run and the same in each session',
    async (_, disturb, of) => {
      const [first, second, again, secondAgain] = await runTwice(disturb);
      for (const values of [
        first!,
        second!,
        evaluateOnTensorFlow({ y: disturb(new Graph('training').input('x', [size])) }, { x }).y!,
      ]) {
        expect(Math.abs(computeMoments(values).mean - of.mean)).toBeLessThan(0.05);
        expect(Math.abs(computeMoments(values).deviation - of.deviation)).toBeLessThan(0.03);
      }
      expect(second).not.toEqual(first);
      expect([again, secondAgain]).toEqual([first, second]);
    },
  );

  it('also drop the gradients of dropped values, and whole channels when the shape says so', async () => {
    const graph = new Graph('training');
    const images = graph.input('x', [2, 100, 10, 10]);
    const y = dropout(images, 0.5, [2, 1, 1, 10]);
    const [slope] = gradients(sum(y), [images]);
    const session = await openInferenceSession(buildInference({ y, slope: slope! }), { threads: 1 });
    const { y: kept, slope: slopes } = await session.run({ x });
    await session.release();
    const selectChannel = (channel: number) => [...(slopes as Float32Array).filter((_, i) => i % 10 === channel)];
    expect(new Set(slopes as Float32Array)).toEqual(new Set([0, 2]));
    expect(kept).toEqual((slopes as Float32Array).map((value) => 2 * value));
    for (let channel = 0; channel < 10; channel++) expect(new Set(selectChannel(channel).slice(0, 1000)).size).toBe(1);
  });

  it('are not drawn outside of training', () => {
    const value = new Graph().input('x', [4]);
    expect(gaussianNoise(dropout(value, 0.5))).toBe(value);
  });
});
