import { expect, test } from 'vitest';
import { channelAttention } from '../../../docs/examples/channelAttention';
import { charbonnier } from '../../../docs/examples/charbonnier';
import { momentum } from '../../../docs/examples/momentum';
import { createNetwork, pocket } from '../../../docs/examples/pocket';
import { openInferenceSession } from '../../../src/runtime/inferenceSession';
import { openTrainingSession } from '../../../src/runtime/trainingSession';
import { gradients } from '../../../src/tensor/gradients';
import { Graph } from '../../../src/tensor/graph';
import { buildInference } from '../../../src/tensor/inferenceModel';
import { zeros } from '../../../src/tensor/initializers';
import { mean, multiply, sum } from '../../../src/tensor/ops';
import { Random } from '../../../src/tensor/random';
import { countElements } from '../../../src/tensor/shapes';
import { buildTrainingStep } from '../../../src/tensor/trainingStep';
import { resolveTrainOptions } from '../../../src/training/settings/trainOptions';
import { buildTrainingGraph } from '../../../src/training/step/trainingGraph';
import { computeRelativeError, drawUniform, evaluate } from '../../support/tensor/evaluate';

// The pages of docs/training.md that show how to add something: what they show works.

const random = new Random(8);

test('the loss of the page has the values and gradients of its formula', async () => {
  const shape = [1, 3, 2, 3];
  const [made, wanted] = [drawUniform(random, shape, 0, 1), drawUniform(random, shape, 0, 1)];
  wanted[0] = made[0]!; // where mae has its corner
  const graph = new Graph();
  const input = graph.input('made', shape);
  const map = charbonnier.compare(input, graph.input('wanted', shape));
  const [slope] = gradients(sum(map), [input]);
  const results = await evaluate({ map, slope: slope! }, { made, wanted });
  const at = (error: number) => Math.sqrt(error ** 2 + 1e-6);
  const errors = [...made].map((value, i) => value - wanted[i]!);
  expect(computeRelativeError(results.map!, errors.map(at))).toBeLessThan(1e-5);
  const slopes = errors.map((error) => (at(error + 1e-6) - at(error - 1e-6)) / 2e-6);
  expect(computeRelativeError(results.slope!, slopes)).toBeLessThan(1e-4);
});

test("the optimizer of the page gives the points at which Nesterov's own form takes its gradients", async () => {
  for (const size of [7, 40_000]) {
    const graph = new Graph();
    const weights = graph.parameter('weights', [size], zeros);
    const loss = sum(multiply(weights, graph.input('slope', [size])));
    const step = buildTrainingStep({ loss, losses: {}, optimizer: momentum({ memory: 0.8 }) });
    const session = await openTrainingSession(step, { threads: 1 });
    const [position, velocity] = [new Float64Array(size), new Float64Array(size)];
    for (let i = 0; i < 20; i++) {
      const slope = drawUniform(random, [size], -1, 1);
      await session.step({ slope }, 0.01);
      slope.forEach((g, k) => {
        velocity[k] = 0.8 * velocity[k]! - 0.01 * g;
        position[k]! += velocity[k]!;
      });
    }
    const ahead = position.map((x, k) => x + 0.8 * velocity[k]!);
    expect(computeRelativeError((await session.readState()).get('weights')!, ahead)).toBeLessThan(1e-5);
    await session.release();
  }
});

test('the layer of the page weights channels by two dense layers over their means', async () => {
  const graph = new Graph();
  const [n, height, width, channels, squeezed] = [2, 3, 4, 5, 2] as const;
  const x = drawUniform(random, [n, height, width, channels], -1, 1);
  const y = channelAttention(graph.input('x', [n, height, width, channels]), 'layer', squeezed);
  const model = buildInference({ y });
  const weights = new Map(
    Object.entries(model.parameters).map(([name, { shape }]) => [name, drawUniform(random, shape, -1, 1)]),
  );
  const session = await openInferenceSession(model, { threads: 1, weights });
  const results = await session.run({ x });
  await session.release();

  const part = (input: readonly number[], name: string) => {
    const [kernel, bias] = [weights.get(`layer/${name}/kernel`)!, weights.get(`layer/${name}/bias`)!];
    return [...bias].map((b, j) => input.reduce((total, v, i) => total + v * kernel[i * bias.length + j]!, b));
  };
  const pixels = height * width;
  const expected = Float64Array.from(x);
  for (let image = 0; image < n; image++) {
    const at = (pixel: number, c: number) => (image * pixels + pixel) * channels + c;
    const means = Array.from({ length: channels }, (_, c) => {
      let total = 0;
      for (let pixel = 0; pixel < pixels; pixel++) total += x[at(pixel, c)]!;
      return total / pixels;
    });
    const hidden = part(means, 'squeeze').map((v) => Math.max(0, v));
    part(hidden, 'excite').forEach((v, c) => {
      for (let pixel = 0; pixel < pixels; pixel++) expected[at(pixel, c)]! /= 1 + Math.exp(-v);
    });
  }
  expect(computeRelativeError(results.y as Float32Array, expected)).toBeLessThan(1e-5);
});

test('the model of the page learns, with the loss and the optimizer of the page', async () => {
  const options = resolveTrainOptions(pocket.preferences!);
  const model = createNetwork(options.global);
  const { graph, decodedFaces: made } = buildTrainingGraph(model, options['global.loss'], 2);
  expect(Math.round(graph.parameters.reduce((total, { shape }) => total + countElements(shape), 0) / 1e5)).toBe(4);
  const loss = mean(charbonnier.compare(made, graph.input('wanted', made.shape)));
  const step = buildTrainingStep({ loss, losses: { loss }, optimizer: momentum() });
  const session = await openTrainingSession(step, { seed: 1, threads: 1 });
  const face = Uint8Array.from({ length: 2 * 32 * 32 * 3 }, (_, i) => 128 + 100 * Math.sin(i / 40));
  const wanted = Float32Array.from([...face, ...face], (value) => value / 255);
  const losses: number[] = [];
  for (let i = 0; i < 40; i++) losses.push((await session.step({ input_a: face, input_b: face, wanted }, 0.3)).loss!);
  await session.release();
  expect(losses.at(-1)).toBeLessThan(0.5 * losses[0]!);
});
