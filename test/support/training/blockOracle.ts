import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expect } from 'vitest';
import { openInferenceSession } from '../../../src/runtime/inferenceSession';
import { Graph, getName, type Value } from '../../../src/tensor/graph';
import { buildInference } from '../../../src/tensor/inferenceModel';
import { Random } from '../../../src/tensor/random';
import { countElements } from '../../../src/tensor/shapes';
import type { LayerOptions } from '../../../src/training/models/layers/blocks';

export const shape = [2, 6, 4, 8] as const;
export const plainLayers: LayerOptions = { icnr_init: false, conv_aware_init: false, reflect_padding: false };

export type Build = (x: Value) => Value;
export type Oracle = (x: tf.Tensor4D, weight: (name: string) => tf.Tensor) => tf.Tensor;

/**
 * Largest difference between a block by ONNX Runtime and the same by TensorFlow.js, all weights random.
 * @param spread of the weights, up and down from zero
 */
export async function measureDifference(build: Build, oracle: Oracle, spread = 1): Promise<number> {
  const random = new Random(11);
  const numbers = (count: number, most = 1) => Float32Array.from({ length: count }, () => random.uniform(-most, most));
  const graph = new Graph();
  const made = build(graph.input('x', shape));
  const weights = new Map(
    graph.parameters.map((value) => [getName(value), numbers(countElements(value.shape), spread)]),
  );
  const x = numbers(countElements(shape));
  const session = await openInferenceSession(buildInference({ made }), { threads: 1, weights });
  const result = (await session.run({ x })).made as Float32Array;
  await session.release();
  const expected = oracle(tf.tensor(x, [...shape]) as tf.Tensor4D, (name) =>
    tf.tensor(weights.get(name)!, [...graph.findNamed(name)!.shape]),
  );
  expect(made.shape).toEqual(expected.shape);
  const wanted = expected.dataSync();
  return result.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0);
}

export type Weight = Parameters<Oracle>[1];

export function convolution(x: tf.Tensor, weight: Weight, name: string): tf.Tensor4D {
  const kernel = weight(`${name}/kernel`) as tf.Tensor4D;
  return tf.add(tf.conv2d(x as tf.Tensor4D, kernel, 1, 'same'), weight(`${name}/bias`));
}

export function upsample(x: tf.Tensor, ratio = 2): tf.Tensor4D {
  const [, height, width] = x.shape as [number, number, number];
  return tf.image.resizeBilinear(x as tf.Tensor4D, [height * ratio, width * ratio], false, true);
}

/** Sub-pixel convolution. */
export function subpixelConvolution(x: tf.Tensor, weight: Weight, name: string, ratio = 2): tf.Tensor4D {
  return tf.depthToSpace(tf.leakyRelu(convolution(x, weight, name), 0.1) as tf.Tensor4D, ratio);
}

/** Mean and variance of some axes, by the definition. */
export function normalize(x: tf.Tensor, axes: number[], scale: (variance: tf.Tensor) => tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, axes, true);
  return tf.div(tf.sub(x, mean), scale(variance));
}
