import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Graph, getNode, type Value } from '../../../../../src/tensor/graph';
import { Random } from '../../../../../src/tensor/random';
import { createLayers, type LayerOptions, type Layers } from '../../../../../src/training/models/layers/blocks';
import {
  groupNorm,
  instanceNorm,
  layerNorm,
  type Norm,
  rmsNorm,
} from '../../../../../src/training/models/layers/norms';
import {
  type Build,
  convolution,
  measureDifference,
  normalize,
  type Oracle,
  plainLayers,
  shape,
  subpixelConvolution,
  upsample,
  type Weight,
} from '../../../../support/training/blockOracle';

const affine = (x: tf.Tensor, weight: Weight) => tf.add(tf.mul(x, weight('n/gamma')), weight('n/beta'));

describe('a building block gives the values of its definition in TensorFlow.js', () => {
  it.each<[string, (layers: Layers) => Build, Oracle]>([
    [
      'residualBlock',
      ({ residualBlock }) =>
        (x) =>
          residualBlock(x, 'r'),
      (x, weight) => {
        const inner = tf.leakyRelu(convolution(x, weight, 'r/conv_0'), 0.2);
        return tf.leakyRelu(tf.add(convolution(inner, weight, 'r/conv_1'), x), 0.2);
      },
    ],
    [
      'separableBlock',
      ({ separableBlock }) =>
        (x) =>
          separableBlock(x, 's', 5),
      (x, weight) => {
        const [image, mixture] = [weight('s/depthwise'), weight('s/pointwise')] as [tf.Tensor4D, tf.Tensor4D];
        return tf.relu(tf.add(tf.separableConv2d(x, image, mixture, 2, 'same'), weight('s/bias')));
      },
    ],
    [
      'upscaleBlock by 3',
      ({ upscaleBlock }) =>
        (x) =>
          upscaleBlock(x, 'u', 5, { ratio: 3 }),
      (x, weight) => subpixelConvolution(x, weight, 'u', 3),
    ],
    [
      'fastUpscale',
      ({ fastUpscale }) =>
        (x) =>
          fastUpscale(x, 'u', 5),
      (x, weight) => tf.add(upsample(convolution(x, weight, 'u/smooth')), subpixelConvolution(x, weight, 'u/sharp')),
    ],
    [
      'hybridUpscale',
      ({ hybridUpscale }) =>
        (x) =>
          hybridUpscale(x, 'u', 6),
      (x, weight) =>
        tf.concat([subpixelConvolution(x, weight, 'u/sharp'), upsample(convolution(x, weight, 'u/smooth'))], 3),
    ],
    [
      'resizeUpscale',
      ({ resizeUpscale }) =>
        (x) =>
          resizeUpscale(x, 'u', 5),
      (x, weight) => {
        const kernel = weight('u/sharp/kernel') as tf.Tensor4D;
        const transposed = tf.conv2dTranspose(x, kernel, [2, 12, 8, 5], 2, 'same');
        const together = tf.add(
          convolution(upsample(x), weight, 'u/smooth'),
          tf.add(transposed, weight('u/sharp/bias')),
        );
        return tf.leakyRelu(together, 0.2);
      },
    ],
    [
      'dnyUpscale',
      ({ dnyUpscale }) =>
        (x) =>
          dnyUpscale(x, 'u', 5),
      (x, weight) => {
        const inner = tf.leakyRelu(convolution(upsample(x), weight, 'u/conv_0'), 0.2);
        return tf.leakyRelu(convolution(inner, weight, 'u/conv_1'), 0.2);
      },
    ],
  ])('%s', async (_name, build, oracle) => {
    expect(await measureDifference(build(createLayers(plainLayers)), oracle)).toBeLessThan(1e-4);
  });

  it('residualBlock with mirrored borders', async () => {
    const { residualBlock } = createLayers({ ...plainLayers, reflect_padding: true });
    const around = (x: tf.Tensor4D, weight: Weight, name: string) => {
      const margin: [number, number] = [1, 1];
      const padded = tf.mirrorPad(x, [[0, 0], margin, margin, [0, 0]], 'reflect');
      return tf.add(tf.conv2d(padded, weight(`${name}/kernel`) as tf.Tensor4D, 1, 'valid'), weight(`${name}/bias`));
    };
    const oracle: Oracle = (x, weight) => {
      const inner = tf.leakyRelu(around(x, weight, 'r/conv_0'), 0.2) as tf.Tensor4D;
      return tf.leakyRelu(tf.add(around(inner, weight, 'r/conv_1'), x), 0.2);
    };
    expect(await measureDifference((x) => residualBlock(x, 'r'), oracle)).toBeLessThan(1e-4);
  });

  it.each<[string, Norm, Oracle]>([
    [
      'instanceNorm',
      instanceNorm,
      (x, weight) =>
        affine(
          normalize(x, [1, 2], (variance) => tf.add(tf.sqrt(variance), 1e-3)),
          weight,
        ),
    ],
    [
      'groupNorm of channels fewer than its groups',
      groupNorm,
      (x, weight) =>
        affine(
          normalize(x, [1, 2], (variance) => tf.sqrt(tf.add(variance, 1e-6))),
          weight,
        ),
    ],
    [
      'layerNorm',
      layerNorm,
      (x, weight) =>
        affine(
          normalize(x, [3], (variance) => tf.sqrt(tf.add(variance, 1e-3))),
          weight,
        ),
    ],
    [
      'rmsNorm',
      rmsNorm,
      (x, weight) => {
        const square = tf.mean(tf.square(x), 3, true);
        return tf.mul(tf.div(x, tf.sqrt(tf.add(square, 1e-8))), weight('n/gamma'));
      },
    ],
  ])('%s', async (_name, norm, oracle) => {
    expect(await measureDifference((x) => norm(x, 'n'), oracle)).toBeLessThan(1e-4);
  });
});

describe('kernels', () => {
  const createFirstWeights = (
    build: (layers: Layers, x: Value) => Value,
    name: string,
    options: Partial<LayerOptions>,
  ) => {
    const graph = new Graph();
    build(createLayers({ ...plainLayers, ...options }), graph.input('x', shape));
    const node = getNode(graph.findNamed(name)!);
    if (node.kind !== 'parameter') throw new Error(`${name} is no parameter`);
    return node.initializer(node.shape, new Random(2));
  };

  it('of a residual block start small, so that the block starts close to the identity', () => {
    const block = (layers: Layers, x: Value) => layers.residualBlock(x, 'r');
    const variance = (name: string) => {
      const kernel = createFirstWeights(block, name, {});
      return kernel.reduce((sum, weight) => sum + weight ** 2, 0) / kernel.length;
    };
    const fanIn = 3 * 3 * shape[3];
    expect(variance('r/conv_0/kernel') * fanIn).toBeCloseTo(2, 0);
    expect(variance('r/conv_1/kernel') * fanIn).toBeCloseTo(0.2, 1);
  });

  it('of every upscaler start equal for the pixels of a block with icnr_init', () => {
    for (const name of ['u/sharp/kernel', 'u/kernel']) {
      const kernel = createFirstWeights(
        (layers, x) => (name === 'u/kernel' ? layers.upscaleBlock(x, 'u', 6) : layers.hybridUpscale(x, 'u', 12)),
        name,
        { icnr_init: true },
      );
      expect(kernel.slice(0, 6)).toEqual(kernel.slice(18, 24));
    }
  });
});
