import { describe, expect, it } from 'vitest';
import { gradients } from '../../../../src/tensor/gradients';
import { Graph } from '../../../../src/tensor/graph';
import { sum } from '../../../../src/tensor/ops';
import { Random } from '../../../../src/tensor/random';
import { listWeightedLosses } from '../../../../src/training/losses/chosenLosses';
import { findLoss, losses, type PlainLossName } from '../../../../src/training/losses/losses';
import { resolveTrainOptions } from '../../../../src/training/settings/trainOptions';
import { evaluate } from '../../../support/tensor/evaluate';
import { lossOracles } from '../../../support/training/lossOracles';
import { createPlane, type Face, type Plane } from '../../../support/training/planes';

type Shape = readonly [number, number, number, 3];

/** The shapes for losses that need more than a few pixels. */
const shapes: Partial<Record<PlainLossName, Shape>> = { ms_ssim: [1, 50, 48, 3], laploss: [1, 35, 33, 3] };

/** An image and one like it: smooth shapes with noise, as faces are; row-major [N, H, W, 3]. */
function createImagePair(shape: Shape, seed: number): { x: Float32Array; y: Float32Array } {
  const random = new Random(seed);
  const smooth = (i: number) => 0.5 + 0.4 * Math.sin(i / 17);
  const length = shape.reduce((a, b) => a * b, 1);
  const x = Float32Array.from({ length }, (_, i) => smooth(i) + random.uniform(-0.08, 0.08));
  const y = x.map((value, i) => Math.min(1, Math.max(0, value + random.uniform(-0.1, 0.1) + (i % 3) * 0.02)));
  return { x, y };
}

function splitFaces(images: ArrayLike<number>, [n, height, width, channels]: Shape): Face[] {
  const at = (face: number, row: number, column: number, c: number) =>
    images[((face * height + row) * width + column) * channels + c]!;
  return Array.from({ length: n }, (_, face) =>
    Array.from({ length: channels }, (_, c) => createPlane(height, width, (row, column) => at(face, row, column, c))),
  );
}

/** @param fixed the image at which weights that are not differentiated are computed */
function computeExpected(
  name: PlainLossName,
  shape: Shape,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  fixed = x,
): number[] {
  const [others, weighed] = [splitFaces(y, shape), splitFaces(fixed, shape)];
  return splitFaces(x, shape).flatMap((face, i) => {
    const result = lossOracles[name](face, others[i]!, weighed[i]!);
    return typeof result === 'number' ? [result] : interleavePlanes(result);
  });
}

function interleavePlanes(planes: readonly Plane[]): number[] {
  return planes[0]!.flatMap((row, i) => row.flatMap((_, j) => planes.map((plane) => plane[i]![j]!)));
}

function sumValues(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

describe.each(losses.flatMap((loss) => (loss.kind === 'trunk' ? [] : loss.name)))('the loss %s', (name) => {
  const shape = shapes[name] ?? ([2, 16, 13, 3] as const);
  const { x, y } = createImagePair(shape, 4);

  it('has the values of its formula', async () => {
    const graph = new Graph();
    const map = findLoss(name).compare(graph.input('x', shape), graph.input('y', shape));
    const actual = (await evaluate({ map }, { x, y })).map;
    const expected = computeExpected(name, shape, x, y);
    expect(actual).toHaveLength(expected.length);
    const worst = Math.max(...expected.map((value, i) => Math.abs(actual[i]! - value)));
    expect(worst).toBeLessThan(2e-5);
  });

  it('has the gradient that finite differences of the formula give', async () => {
    const graph = new Graph();
    const made = graph.input('x', shape);
    const [slope] = gradients(sum(findLoss(name).compare(made, graph.input('y', shape))), [made]);
    const { gradient } = await evaluate({ gradient: slope! }, { x, y });
    const random = new Random(8);
    for (let k = 0; k < 4; k++) {
      const direction = Float64Array.from(x, () => random.uniform(-1, 1));
      const computeLossAt = (step: number) => {
        const moved = Float64Array.from(x, (value, i) => value + step * direction[i]!);
        return sumValues(computeExpected(name, shape, moved, y, x));
      };
      const terms = Float64Array.from(gradient, (value, i) => value * direction[i]!);
      const scale = Math.sqrt(sumValues(terms.map((term) => term * term)));
      const difference = (computeLossAt(1e-6) - computeLossAt(-1e-6)) / 2e-6;
      expect(Math.abs(difference - sumValues(terms))).toBeLessThan(2e-3 * scale);
    }
  });

  it('is zero between a picture and itself', async () => {
    const graph = new Graph();
    const map = findLoss(name).compare(graph.input('x', shape), graph.input('y', shape));
    const { map: nothing } = await evaluate({ map }, { x, y: x });
    expect(Math.max(...nothing.map(Math.abs))).toBeLessThan(1e-5);
  });

  it('has a finite gradient when both pictures are black', async () => {
    const graph = new Graph();
    const made = graph.input('x', shape);
    const [slope] = gradients(sum(findLoss(name).compare(made, graph.input('y', shape))), [made]);
    const black = new Float32Array(x.length);
    const { gradient } = await evaluate({ gradient: slope! }, { x: black, y: black });
    expect(gradient.every(Number.isFinite)).toBe(true);
  });
});

it('combines up to four losses with their weights, skips none and zero, and merges equal ones', () => {
  const chosen = listWeightedLosses(
    resolveTrainOptions({
      'global.loss': { loss_weight_2: 50, loss_function_3: 'mse', loss_weight_3: 25, loss_function_4: 'mae' },
    })['global.loss'],
  );
  expect(chosen).toEqual([
    { name: 'ssim', weight: 1 },
    { name: 'mse', weight: 0.75 },
  ]);
});
