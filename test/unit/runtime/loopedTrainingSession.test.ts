import { describe, expect, it } from 'vitest';
import { openLoopedTrainingSession } from '../../../src/runtime/loopedTrainingSession';
import { openTrainingSession, type TrainingSession } from '../../../src/runtime/trainingSession';
import { Graph } from '../../../src/tensor/graph';
import { ones } from '../../../src/tensor/initializers';
import { add, mean, multiply } from '../../../src/tensor/ops';
import { adam } from '../../../src/tensor/optimizers/adam';
import { lion } from '../../../src/tensor/optimizers/lion';
import { buildTrainingStep } from '../../../src/tensor/trainingStep';
import { buildSmallNetwork, drawBatches } from '../../support/tensor/smallNetwork';

const data = drawBatches(7).map((feeds) => ({ ...feeds }));
const rates = data.map((_, index) => 1e-3 / (index + 1));

async function readStateAsArrays(session: TrainingSession): Promise<Record<string, number[]>> {
  return Object.fromEntries([...(await session.readState())].map(([name, content]) => [name, [...content]]));
}

describe('steps in a loop', () => {
  it.each(['cpu', 'webgpu'] as const)(
    'give exactly the results of single steps, for any number per call, lowered for %s',
    async (lowering) => {
      // The graph as it is made for a GPU, run on the CPU: there it is exact.
      const step = { ...buildSmallNetwork(lowering).step, target: 'cpu' as const };
      const single = await openTrainingSession(step, { seed: 3 });
      const expected = [];
      for (const [index, feeds] of data.entries()) expected.push(await single.step(feeds, rates[index]!));

      const looped = await openLoopedTrainingSession(step, { seed: 3 });
      const losses = [
        ...(await looped.stepMany!(data.slice(0, 4), rates.slice(0, 4))),
        await looped.step(data[4]!, rates[4]!),
        ...(await looped.stepMany!(data.slice(5), rates.slice(5))),
      ];
      expect(losses).toEqual(expected);
      expect(looped.iteration).toBe(7);
      expect(await readStateAsArrays(looped)).toEqual(await readStateAsArrays(single));
      await Promise.all([single.release(), looped.release()]);
    },
  );

  it.each([1, 3])('count only finite steps, with %d steps per update', async (accumulation) => {
    const graph = new Graph();
    const loss = mean(multiply(graph.parameter('weight', [1], ones), graph.input('x', [1])));
    const step = buildTrainingStep({ loss, losses: { loss }, optimizer: adam(), accumulation });
    const feeds = [1, 2, Number.NaN, 3, Number.POSITIVE_INFINITY, 4, 5, 6, 7, 8].map((x) => ({
      x: Float32Array.of(x),
    }));
    const single = await openTrainingSession(step);
    const expected = [];
    for (const one of feeds) expected.push(await single.step(one, 0.1));
    const looped = await openLoopedTrainingSession(step);
    const losses = [
      ...(await looped.stepMany!(feeds.slice(0, 6), Array(6).fill(0.1))),
      ...(await looped.stepMany!(feeds.slice(6), Array(4).fill(0.1))),
    ];
    expect(losses).toEqual(expected);
    expect(looped.iteration).toBe(8);
    expect(await readStateAsArrays(looped)).toEqual(await readStateAsArrays(single));
    await Promise.all([single.release(), looped.release()]);
  });

  it('do not change frozen weights', async () => {
    const graph = new Graph();
    const weight = graph.parameter('weight', [4], ones);
    const frozen = graph.parameter('frozen', [4], ones);
    const loss = mean(multiply(add(weight, frozen), graph.input('x', [4])));
    const isTrainable = (name: string) => name !== 'frozen';
    const step = buildTrainingStep({ loss, losses: { loss }, optimizer: adam(), trainable: isTrainable });
    const session = await openLoopedTrainingSession(step);
    const x = new Float32Array(4).fill(1);
    const [first, second] = await session.stepMany!([{ x }, { x }], [0.5, 0.5]);
    expect(first).toEqual({ loss: 2, finite: 1 });
    expect(second!.loss).toBeCloseTo(1.5, 4);
    expect((await readStateAsArrays(session)).frozen).toEqual([1, 1, 1, 1]);
    await session.release();
  });

  it('halve the loss scale once for all overflows of a call, then find a scale that fits step by step', async () => {
    const graph = new Graph();
    const loss = mean(multiply(graph.parameter('weight', [1], ones), graph.input('x', [1])));
    const step = buildTrainingStep({ loss, losses: { loss }, optimizer: lion(), usesLossScale: true });
    const session = await openLoopedTrainingSession(step);
    const readFiniteFlag = async (x: number) => {
      const feeds = Array.from({ length: 8 }, () => ({ x: Float32Array.of(x) }));
      const reported = await session.stepMany!(feeds, Array(8).fill(1e-6));
      return reported.map(({ finite }) => finite).join('');
    };
    // The gradient is x times the scale, which begins at 65536: 1e35 fits float32 from a scale of 2048 on.
    expect(await readFiniteFlag(1)).toBe('11111111');
    expect(await readFiniteFlag(1e35)).toBe('00000000');
    expect(await readFiniteFlag(1e35)).toBe('00001111');
    await session.release();
  });
});
