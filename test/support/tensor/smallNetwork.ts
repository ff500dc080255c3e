import { Graph, type Value } from '../../../src/tensor/graph';
import { heUniform, zeros } from '../../../src/tensor/initializers';
import type { Target } from '../../../src/tensor/lowering/target';
import {
  abs,
  add,
  cast,
  conv2d,
  dense,
  flatten,
  leakyRelu,
  mean,
  multiply,
  pixelShuffle,
  reshape,
  sigmoid,
  subtract,
} from '../../../src/tensor/ops';
import { adam } from '../../../src/tensor/optimizers/adam';
import { Random } from '../../../src/tensor/random';
import { buildTrainingStep, type TrainingStep, type TrainingStepOptions } from '../../../src/tensor/trainingStep';

/** A faceswap in small: one encoder, two decoders, 8x8 pixels, batches of uint8. */
export interface SmallNetwork {
  readonly step: TrainingStep;
  readonly outputs: Readonly<Record<string, Value>>;
}

export const batchSize = 2;

/** Every parameter with its shape. */
export const parameterShapes = {
  'encoder/kernel': [5, 5, 3, 8],
  'encoder/bias': [8],
  'inner/kernel': [128, 16],
  'inner/bias': [16],
  'outer/kernel': [16, 64],
  'outer/bias': [64],
  'a/up/kernel': [3, 3, 4, 32],
  'a/up/bias': [32],
  'a/out/kernel': [5, 5, 8, 3],
  'a/out/bias': [3],
  'b/up/kernel': [3, 3, 4, 32],
  'b/up/bias': [32],
  'b/out/kernel': [5, 5, 8, 3],
  'b/out/bias': [3],
} as const satisfies Record<string, readonly number[]>;

export type ParameterName = keyof typeof parameterShapes;

export function buildSmallNetwork(
  target: Target = 'cpu',
  options: Partial<Omit<TrainingStepOptions, 'loss' | 'losses' | 'target'>> = {},
): SmallNetwork {
  const graph = new Graph();
  const parameter = (name: ParameterName) =>
    graph.parameter(name, parameterShapes[name], name.endsWith('bias') ? zeros : heUniform);
  const readPictures = (name: string) =>
    multiply(cast(graph.input(name, [batchSize, 8, 8, 3], 'uint8'), 'float32'), 1 / 255);

  const reconstruct = (side: 'a' | 'b', x: Value) => {
    const encoded = leakyRelu(
      conv2d(x, parameter('encoder/kernel'), { stride: 2, bias: parameter('encoder/bias') }),
      0.1,
    );
    const inner = dense(flatten(encoded), parameter('inner/kernel'), parameter('inner/bias'));
    const outer = reshape(dense(inner, parameter('outer/kernel'), parameter('outer/bias')), [batchSize, 4, 4, 4]);
    const wide = conv2d(outer, parameter(`${side}/up/kernel`), { bias: parameter(`${side}/up/bias`) });
    const up = pixelShuffle(leakyRelu(wide, 0.1));
    return sigmoid(conv2d(up, parameter(`${side}/out/kernel`), { bias: parameter(`${side}/out/bias`) }));
  };
  const error = (y: Value, wanted: Value) => mean(abs(subtract(y, wanted)));

  const [xa, xb] = [readPictures('xa'), readPictures('xb')];
  const [ya, yb] = [reconstruct('a', xa), reconstruct('b', xb)];
  const losses = { a: error(ya, xa), b: error(yb, xb) };
  const step = buildTrainingStep({ loss: add(losses.a, losses.b), losses, optimizer: adam(), target, ...options });
  return { step, outputs: { ya, swapped: reconstruct('b', xa) } };
}

/** Smooth random pictures: learnable, unlike noise. */
export function drawBatch(random: Random): Uint8Array {
  const data = new Uint8Array(batchSize * 8 * 8 * 3);
  for (let n = 0; n < batchSize; n++)
    for (let channel = 0; channel < 3; channel++) {
      const [base, right, down] = [random.uniform(60, 190), random.uniform(-8, 8), random.uniform(-8, 8)];
      for (let i = 0; i < 64; i++)
        data[(n * 64 + i) * 3 + channel] = base + right * ((i % 8) - 4) + down * (Math.floor(i / 8) - 4);
    }
  return data;
}

export function drawBatches(count: number): readonly { xa: Uint8Array; xb: Uint8Array }[] {
  const random = new Random(11);
  return Array.from({ length: count }, () => ({ xa: drawBatch(random), xb: drawBatch(random) }));
}
