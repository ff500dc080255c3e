import type { Graph, Shape, Value } from '../graph';
import type { Operator } from '../operator';
import { add, greaterEqual, multiply, where } from './broadcasting';

export type RandomAttributes = {
  readonly distribution: 'normal' | 'uniform';
  readonly shape: readonly number[];
  readonly seed: number;
};

export const randomOperator: Operator<RandomAttributes> = {
  name: 'random',
  infer: (_inputs, { shape }) => ({ shape, type: 'float32' }),
  lower: (onnx, { attributes: { distribution, shape, seed } }) =>
    onnx.node(distribution === 'normal' ? 'RandomNormal' : 'RandomUniform', [], { shape, seed: { float: seed } }),
};

/**
 * Random numbers, new ones at each run: normal with mean 0 and standard deviation 1, or uniform in [0, 1). Each new
 * session produces the same sequence.
 */
export function random(graph: Graph, distribution: RandomAttributes['distribution'], shape: Shape): Value {
  const attributes: RandomAttributes = { distribution, shape, seed: 1 + graph.nodes.length };
  return graph.apply(randomOperator.name, [], attributes, randomOperator.infer([], attributes));
}

/** Adds normal noise of the given standard deviation to x in training; returns x itself otherwise. */
export function gaussianNoise(x: Value, deviation = 1): Value {
  if (!x.graph.isTraining) return x;
  const noise = random(x.graph, 'normal', x.shape);
  return add(x, deviation === 1 ? noise : multiply(noise, deviation));
}

/**
 * Sets the fraction `share` of the elements of x to zero in training and scales the others up so that the mean stays
 * the same (Srivastava et al. 2014); returns x itself otherwise.
 * @param shape shape of the random decisions, which broadcasts to that of x: [N, 1, 1, C] drops whole channels of
 *   images
 */
export function dropout(x: Value, share: number, shape: Shape = x.shape): Value {
  if (!x.graph.isTraining || share === 0) return x;
  const isKept = greaterEqual(random(x.graph, 'uniform', shape), share);
  return multiply(x, where(isKept, 1 / (1 - share), 0));
}
