import { describe, expect, it } from 'vitest';
import { openInferenceSession } from '../../../src/runtime/inferenceSession';
import { openTrainingSession } from '../../../src/runtime/trainingSession';
import { Graph } from '../../../src/tensor/graph';
import { buildInference } from '../../../src/tensor/inferenceModel';
import { ones } from '../../../src/tensor/initializers';
import { mean, multiply, square } from '../../../src/tensor/ops';
import { adam } from '../../../src/tensor/optimizers/adam';
import { Random } from '../../../src/tensor/random';
import { buildTrainingStep } from '../../../src/tensor/trainingStep';
import { batchNorm } from '../../../src/training/models/layers/norms';

const shape = [4, 3, 3, 2] as const;
const size = 4 * 3 * 3 * 2;
const random = new Random(5);
/** Channel 0 about 2 with deviation 1, channel 1 about -1 with deviation 0.5. */
const batches = Array.from({ length: 6 }, () =>
  Float32Array.from({ length: size }, (_, i) => (i % 2 === 0 ? 2 + random.normal() : -1 + 0.5 * random.normal())),
);

function computeStatistics(values: Float32Array, channel: number) {
  const own = [...values].filter((_, i) => i % 2 === channel);
  const average = own.reduce((sum, value) => sum + value, 0) / own.length;
  return { average, variance: own.reduce((sum, value) => sum + (value - average) ** 2, 0) / own.length };
}

/** Returns the moving average of the batches by the rule of Keras: a hundredth of each. */
function averageChannel(channel: number, from: readonly Float32Array[]) {
  return from.reduce(
    (so, values) => {
      const { average, variance } = computeStatistics(values, channel);
      return { average: 0.99 * so.average + 0.01 * average, variance: 0.99 * so.variance + 0.01 * variance };
    },
    { average: 0, variance: 1 },
  );
}

async function trainAndRead(accumulation: number, trainable = (_: string) => true) {
  const graph = new Graph('training');
  const x = multiply(graph.input('x', shape), graph.parameter('weight', [], ones));
  const loss = mean(square(batchNorm(x, 'norm')));
  const step = buildTrainingStep({ loss, losses: { loss }, optimizer: adam(), accumulation, trainable });
  const session = await openTrainingSession(step, { seed: 1, threads: 1 });
  for (const values of batches) await session.step({ x: values }, 0);
  const state = new Map([...(await session.readState())].map(([name, data]) => [name, data.slice()]));
  await session.release();
  return state;
}

describe('batch normalization', () => {
  it('collects the statistics of batches like Keras, whatever the learning rate, and uses them for inference', async () => {
    const state = await trainAndRead(1);
    for (const channel of [0, 1]) {
      const { average, variance } = averageChannel(channel, batches);
      expect(state.get('norm/moving_mean')![channel]).toBeCloseTo(average, 5);
      expect(state.get('norm/moving_variance')![channel]).toBeCloseTo(variance, 5);
    }
    expect([...state.keys()].sort()).not.toContain('norm/moving_mean:m');

    const graph = new Graph();
    const model = buildInference({ y: batchNorm(graph.input('x', shape), 'norm') });
    const session = await openInferenceSession(model, { threads: 1, weights: state });
    const { y } = await session.run({ x: batches[0]! });
    await session.release();
    for (const channel of [0, 1]) {
      const { average, variance } = averageChannel(channel, batches);
      expect(y![channel]).toBeCloseTo((batches[0]![channel]! - average) / Math.sqrt(variance + 1e-3), 4);
    }
  });

  it('does not change the statistics of frozen layers', async () => {
    const state = await trainAndRead(1, (name) => !name.startsWith('norm'));
    expect(state.get('norm/moving_mean')).toEqual(Float32Array.of(0, 0));
    expect(state.get('norm/moving_variance')).toEqual(Float32Array.of(1, 1));
    expect([...state.keys()].filter((name) => name.startsWith('norm') && name.includes(':'))).toEqual([]);
  });

  it('counts the batches of an accumulated update as one', async () => {
    const state = await trainAndRead(3);
    const pairs = [0, 1].map((i) => batches.slice(3 * i, 3 * i + 3));
    let expected = 0;
    for (const three of pairs) {
      const average = three.reduce((sum, values) => sum + computeStatistics(values, 0).average, 0) / 3;
      expected = 0.99 * expected + 0.01 * average;
    }
    expect(state.get('norm/moving_mean')![0]).toBeCloseTo(expected, 5);
  });
});
