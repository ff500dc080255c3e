import type { Graph, Shape, Value } from '../graph';
import type { Operator } from '../operator';
import { add, multiply } from './binary';
import { greaterEqual, where } from './select';

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
 * Other numbers at each run, from a normal distribution of mean 0 and deviation 1, or evenly from 0 to 1. A session that
 * is opened anew draws the same ones in the same order.
 */
export function random(graph: Graph, distribution: RandomAttributes['distribution'], shape: Shape): Value {
  const attributes: RandomAttributes = { distribution, shape, seed: 1 + graph.nodes.length };
  return graph.apply(randomOperator.name, [], attributes, randomOperator.infer([], attributes));
}

/** In training x with normal noise of the given deviation, else x itself. */
export function gaussianNoise(x: Value, deviation = 1): Value {
  if (!x.graph.isTraining) return x;
  const noise = random(x.graph, 'normal', x.shape);
  return add(x, deviation === 1 ? noise : multiply(noise, deviation));
}

/**
 * In training x with a share of its elements at zero and the others larger by as much (Srivastava et al. 2014), else x
 * itself.
 * @param shape of the decisions, which broadcasts to that of x: [N, 1, 1, C] drops whole channels of images
 */
export function dropout(x: Value, share: number, shape: Shape = x.shape): Value {
  if (!x.graph.isTraining || share === 0) return x;
  const isKept = greaterEqual(random(x.graph, 'uniform', shape), share);
  return multiply(x, where(isKept, 1 / (1 - share), 0));
}
