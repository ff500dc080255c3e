import { describe, expect, it } from 'vitest';
import { openInferenceSession } from '../../../src/runtime/inferenceSession';
import { createInitialState, openTrainingSession, type TrainingSession } from '../../../src/runtime/trainingSession';
import { Graph } from '../../../src/tensor/graph';
import { buildInference } from '../../../src/tensor/inferenceModel';
import { ones } from '../../../src/tensor/initializers';
import { add, log, mean, multiply, sqrt, sum } from '../../../src/tensor/ops';
import { adam } from '../../../src/tensor/optimizers/adam';
import { buildTrainingStep } from '../../../src/tensor/trainingStep';
import { buildSmallNetwork, drawBatches } from '../../support/tensor/smallNetwork';

const data = drawBatches(12);

async function train(session: TrainingSession, from: number, to: number): Promise<number[]> {
  const losses: number[] = [];
  for (const feeds of data.slice(from, to)) losses.push(...Object.values(await session.step({ ...feeds }, 1e-3)));
  return losses;
}

async function copyState(session: TrainingSession): Promise<Map<string, Float32Array>> {
  return new Map([...(await session.readState())].map(([name, content]) => [name, content.slice()]));
}

describe('a training session', () => {
  it('continues from a saved state with exactly the same losses', async () => {
    const { step } = buildSmallNetwork();
    const first = await openTrainingSession(step, { seed: 1 });
    await train(first, 0, 6);
    const saved = await copyState(first);
    const expected = await train(first, 6, 12);
    await first.release();

    const resumed = await openTrainingSession(step, { state: saved, iteration: 6 });
    expect(await train(resumed, 6, 12)).toEqual(expected);
    expect(resumed.iteration).toBe(12);
    await resumed.release();
  });

  it('initializes tensors that a given state lacks, and refuses tensors of another shape', async () => {
    const { step } = buildSmallNetwork();
    const bias = new Float32Array(8).fill(7);
    const state = createInitialState(step, { state: new Map([['encoder/bias', bias]]) });
    expect(state.get('encoder/bias')).toBe(bias);
    expect(state.get('encoder/kernel')!.some((weight) => weight !== 0)).toBe(true);
    await expect(
      openTrainingSession(step, { state: new Map([['encoder/bias', new Float32Array(3)]]) }),
    ).rejects.toThrow('encoder/bias has 3 elements, not [8]');
  });

  it('names an input that is missing or has another shape', async () => {
    const session = await openTrainingSession(buildSmallNetwork().step);
    await expect(session.step({ xa: new Uint8Array(5), xb: data[0]!.xb }, 1e-3)).rejects.toThrow(
      'input xa is uint8[2, 8, 8, 3], fed with 5 elements',
    );
    await session.release();
  });

  it('shares its live weights with an inference session', async () => {
    const { step, outputs } = buildSmallNetwork();
    const session = await openTrainingSession(step, { seed: 1 });
    const model = buildInference(outputs);
    const live = await openInferenceSession(model, { weights: await session.readState() });
    const before = await live.run({ xa: data[0]!.xa });
    await train(session, 0, 3);
    const after = await live.run({ xa: data[0]!.xa });
    const baked = await openInferenceSession(buildInference(outputs, { weights: await session.readState() }));
    const again = await baked.run({ xa: data[0]!.xa });

    expect(after.ya).not.toEqual(before.ya);
    for (const [index, value] of (again.swapped as Float32Array).entries())
      expect(value).toBeCloseTo(after.swapped![index] as number, 5);
    await Promise.all([session, live, baked].map((open) => open.release()));
  });

  it('reads a weight for the reported loss before it updates the weight', async () => {
    const graph = new Graph();
    const weight = graph.parameter('weight', [50_000], ones);
    const x = graph.input('x', [50_000]);
    const losses = { sum: sum(weight) };
    const step = buildTrainingStep({ loss: sum(multiply(weight, x)), losses, optimizer: adam() });
    const session = await openTrainingSession(step);
    expect(await session.step({ x: new Float32Array(50_000).fill(1) }, 0.5)).toEqual({ sum: 50_000, finite: 1 });
    const { sum: second } = await session.step({ x: new Float32Array(50_000).fill(1) }, 0.5);
    expect(second).toBeCloseTo(25_000, -1);
    await session.release();
  });

  it('changes no weight and no moment in a step when one element of one gradient is NaN', async () => {
    const size = 60_000; // updated in pieces
    const graph = new Graph();
    const root = sqrt(multiply(graph.parameter('weight', [size], ones), graph.input('x', [size])));
    const loss = add(mean(root), mean(graph.parameter('other', [3], ones)));
    const step = buildTrainingStep({ loss, losses: { loss }, optimizer: adam(), accumulation: 2 });
    const good = new Float32Array(size).fill(1);
    const bad = good.slice().fill(0, size - 1); // the slope of a root at zero
    const [steady, disturbed] = [await openTrainingSession(step), await openTrainingSession(step)];
    for (const batch of [good, good, good, good, good]) await steady.step({ x: batch }, 0.1);
    for (const batch of [good, good, good]) await disturbed.step({ x: batch }, 0.1);
    const before = await copyState(disturbed);
    const reported = await disturbed.step({ x: bad }, 0.1);
    expect(reported.finite).toBe(0);
    expect(Number.isFinite(reported.loss)).toBe(true);
    expect(await copyState(disturbed)).toEqual(before);
    expect(disturbed.iteration).toBe(3);
    for (const batch of [good, good]) expect(await disturbed.step({ x: batch }, 0.1)).toMatchObject({ finite: 1 });
    expect(await copyState(disturbed)).toEqual(await copyState(steady));
    expect(before.get('weight')).not.toEqual((await copyState(disturbed)).get('weight'));
    await Promise.all([steady, disturbed].map((session) => session.release()));
  });

  it('does not change the weights when the loss is NaN, and never changes frozen ones', async () => {
    const graph = new Graph();
    const weight = graph.parameter('weight', [4], ones);
    const frozen = graph.parameter('frozen', [4], ones);
    const loss = mean(log(multiply(add(weight, frozen), graph.input('x', [4]))));
    const step = buildTrainingStep({
      loss,
      losses: { loss },
      optimizer: adam(),
      trainable: (name) => name !== 'frozen',
    });
    const session = await openTrainingSession(step);
    await session.step({ x: new Float32Array(4).fill(-1) }, 0.5);
    expect([...(await session.readState()).get('weight')!]).toEqual([1, 1, 1, 1]);
    expect([...(await session.readState()).keys()]).toEqual(['weight', 'frozen', 'weight:m', 'weight:v']);
    await session.release();
  });
});
