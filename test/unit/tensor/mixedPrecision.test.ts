import { describe, expect, it } from 'vitest';
import { openTrainingSession } from '../../../src/runtime/trainingSession';
import { Graph } from '../../../src/tensor/graph';
import { heUniform, ones } from '../../../src/tensor/initializers';
import { abs, leakyRelu, matmul, mean, multiply, subtract } from '../../../src/tensor/ops';
import { adam } from '../../../src/tensor/optimizers/adam';
import { buildTrainingStep, type Precision, type TrainingStep } from '../../../src/tensor/trainingStep';
import { buildSmallNetwork, drawBatches } from '../../support/tensor/smallNetwork';

async function trainAndGetLosses(step: TrainingStep): Promise<number[]> {
  const session = await openTrainingSession(step, { seed: 2, threads: 1 });
  const losses: number[] = [];
  for (const feeds of drawBatches(60)) {
    const { a, b, finite } = await session.step({ ...feeds }, 1e-3);
    if (finite === 1) losses.push(a! + b!);
  }
  const weights = await session.readState();
  expect([...weights.values()].every((content) => content instanceof Float32Array)).toBe(true);
  await session.release();
  return losses;
}

describe('mixed precision', () => {
  it('computes products in float16 and everything else in float32', () => {
    const { nodes } = buildSmallNetwork('cpu', { precision: 'mixed' }).step.onnx;
    const halves = new Set<string>();
    for (const { op, inputs, outputs, attributes } of nodes) {
      const isHalf =
        op === 'Cast'
          ? (attributes.to as { type: string }).type === 'float16'
          : inputs.some((input) => halves.has(input));
      if (isHalf) for (const output of outputs) halves.add(output);
      if (op === 'Conv' || op === 'ConvTranspose' || op === 'Gemm')
        expect(inputs.every((x) => halves.has(x))).toBe(true);
      if (op.startsWith('Reduce') || op === 'Sigmoid' || op === 'If' || op === 'Abs')
        expect(inputs.some((x) => halves.has(x))).toBe(false);
    }
    expect(nodes.filter(({ op }) => op === 'Conv').length).toBeGreaterThan(5);
  });

  it('learns like float32', async () => {
    const [full, mixed] = [
      await trainAndGetLosses(buildSmallNetwork().step),
      await trainAndGetLosses(buildSmallNetwork('cpu', { precision: 'mixed' }).step),
    ];
    expect(mixed.length).toBeGreaterThan(50);
    expect(Math.abs(mixed[0]! - full[0]!) / full[0]!).toBeLessThan(2e-3);
    expect(Math.abs(mixed.at(-1)! - full[mixed.length - 1]!) / full[mixed.length - 1]!).toBeLessThan(0.05);
    expect(mixed.at(-1)!).toBeLessThan(0.9 * mixed[0]!);
  });

  it('halves the loss scale until the gradients fit, without changing the state meanwhile', async () => {
    const graph = new Graph();
    const x = graph.input('x', [4, 8]);
    const hidden = leakyRelu(matmul(x, graph.parameter('first', [8, 8], ones)), 0.1);
    const y = matmul(hidden, graph.parameter('second', [8, 1], heUniform));
    const loss = multiply(mean(abs(subtract(y, 5))), 200); // gradients to 400: 2^16 times that is beyond float16
    const session = await openTrainingSession(
      buildTrainingStep({ loss, losses: { loss }, optimizer: adam(), precision: 'mixed' }),
    );
    const before = new Map([...(await session.readState())].map(([name, content]) => [name, content.slice()]));
    const feeds = { x: Float32Array.from({ length: 32 }, (_, i) => (i % 5) / 5) };
    let skipped = 0;
    while ((await session.step(feeds, 1e-3)).finite === 0) {
      expect(await session.readState()).toEqual(before);
      skipped++;
    }
    expect(skipped).toBeGreaterThan(2);
    expect(skipped).toBeLessThan(16);
    expect(session.iteration).toBe(1);
    expect(await session.readState()).not.toEqual(before);
    await session.release();
  });

  it('gives the weights the same first update as float32, the scale taken out again', async () => {
    const readUpdatedWeights = async (precision: Precision) => {
      const graph = new Graph();
      const weight = graph.parameter('weight', [8, 4], heUniform);
      const loss = mean(abs(subtract(matmul(graph.input('x', [4, 8]), weight), 1)));
      const step = buildTrainingStep({ loss, losses: { loss }, optimizer: adam({ epsilon: 1e-3 }), precision });
      const session = await openTrainingSession(step, { seed: 1 });
      const x = Float32Array.from({ length: 32 }, (_, i) => ((i * 7) % 11) / 11);
      while ((await session.step({ x }, 0.01)).finite === 0) expect(precision).toBe('mixed');
      const moments = (await session.readState()).get('weight:m')!.slice();
      await session.release();
      return moments;
    };
    const [full, mixed] = [await readUpdatedWeights('float32'), await readUpdatedWeights('mixed')];
    for (const [i, moment] of full.entries())
      expect(Math.abs(mixed[i]! - moment)).toBeLessThan(2e-3 * Math.abs(moment) + 1e-6);
  });
});
