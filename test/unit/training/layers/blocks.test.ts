import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { openInferenceSession } from '../../../../src/runtime/inferenceSession';
import { Random } from '../../../../src/shared/random';
import { Graph, nameOf, nodeOf, type Value } from '../../../../src/tensor/graph';
import { buildInference } from '../../../../src/tensor/inferenceModel';
import { sizeOf } from '../../../../src/tensor/shapes';
import { type LayerOptions, type Layers, layersOf } from '../../../../src/training/layers';
import { groupNorm, instanceNorm, layerNorm, type Norm, rmsNorm } from '../../../../src/training/layers/norms';

const shape = [2, 6, 4, 8] as const;
const plain: LayerOptions = { icnr_init: false, conv_aware_init: false, reflect_padding: false };

type Build = (x: Value) => Value;
type Oracle = (x: tf.Tensor4D, weight: (name: string) => tf.Tensor) => tf.Tensor;

/** Largest difference between a block by ONNX Runtime and the same by TensorFlow.js, all weights random. */
async function difference(build: Build, oracle: Oracle): Promise<number> {
  const random = new Random(11);
  const numbers = (count: number) => Float32Array.from({ length: count }, () => random.uniform(-1, 1));
  const graph = new Graph();
  const made = build(graph.input('x', shape));
  const weights = new Map(graph.parameters.map((value) => [nameOf(value), numbers(sizeOf(value.shape))]));
  const x = numbers(sizeOf(shape));
  const session = await openInferenceSession(buildInference({ made }), { threads: 1, weights });
  const result = (await session.run({ x })).made as Float32Array;
  await session.release();
  const expected = oracle(tf.tensor(x, [...shape]) as tf.Tensor4D, (name) =>
    tf.tensor(weights.get(name)!, [...graph.named(name)!.shape]),
  );
  expect(made.shape).toEqual(expected.shape);
  const wanted = expected.dataSync();
  return result.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0);
}

type Weight = Parameters<Oracle>[1];

function convolution(x: tf.Tensor, weight: Weight, name: string): tf.Tensor4D {
  const kernel = weight(`${name}/kernel`) as tf.Tensor4D;
  return tf.add(tf.conv2d(x as tf.Tensor4D, kernel, 1, 'same'), weight(`${name}/bias`));
}

function doubled(x: tf.Tensor, ratio = 2): tf.Tensor4D {
  const [, height, width] = x.shape as [number, number, number];
  return tf.image.resizeBilinear(x as tf.Tensor4D, [height * ratio, width * ratio], false, true);
}

/** Sub-pixel convolution. */
function sharp(x: tf.Tensor, weight: Weight, name: string, ratio = 2): tf.Tensor4D {
  return tf.depthToSpace(tf.leakyRelu(convolution(x, weight, name), 0.1) as tf.Tensor4D, ratio);
}

/** Mean and variance of some axes, by the definition. */
function normalized(x: tf.Tensor, axes: number[], scale: (variance: tf.Tensor) => tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, axes, true);
  return tf.div(tf.sub(x, mean), scale(variance));
}

const affine = (x: tf.Tensor, weight: Weight) => tf.add(tf.mul(x, weight('n/gamma')), weight('n/beta'));

describe('a building block gives what TensorFlow.js gives by its definition', () => {
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
      (x, weight) => sharp(x, weight, 'u', 3),
    ],
    [
      'fastUpscale',
      ({ fastUpscale }) =>
        (x) =>
          fastUpscale(x, 'u', 5),
      (x, weight) => tf.add(doubled(convolution(x, weight, 'u/smooth')), sharp(x, weight, 'u/sharp')),
    ],
    [
      'hybridUpscale',
      ({ hybridUpscale }) =>
        (x) =>
          hybridUpscale(x, 'u', 6),
      (x, weight) => tf.concat([sharp(x, weight, 'u/sharp'), doubled(convolution(x, weight, 'u/smooth'))], 3),
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
          convolution(doubled(x), weight, 'u/smooth'),
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
        const inner = tf.leakyRelu(convolution(doubled(x), weight, 'u/conv_0'), 0.2);
        return tf.leakyRelu(convolution(inner, weight, 'u/conv_1'), 0.2);
      },
    ],
  ])('%s', async (_name, build, oracle) => {
    expect(await difference(build(layersOf(plain)), oracle)).toBeLessThan(1e-4);
  });

  it('residualBlock with mirrored borders', async () => {
    const { residualBlock } = layersOf({ ...plain, reflect_padding: true });
    const around = (x: tf.Tensor4D, weight: Weight, name: string) => {
      const margin: [number, number] = [1, 1];
      const padded = tf.mirrorPad(x, [[0, 0], margin, margin, [0, 0]], 'reflect');
      return tf.add(tf.conv2d(padded, weight(`${name}/kernel`) as tf.Tensor4D, 1, 'valid'), weight(`${name}/bias`));
    };
    const oracle: Oracle = (x, weight) => {
      const inner = tf.leakyRelu(around(x, weight, 'r/conv_0'), 0.2) as tf.Tensor4D;
      return tf.leakyRelu(tf.add(around(inner, weight, 'r/conv_1'), x), 0.2);
    };
    expect(await difference((x) => residualBlock(x, 'r'), oracle)).toBeLessThan(1e-4);
  });

  it.each<[string, Norm, Oracle]>([
    [
      'instanceNorm',
      instanceNorm,
      (x, weight) =>
        affine(
          normalized(x, [1, 2], (variance) => tf.add(tf.sqrt(variance), 1e-3)),
          weight,
        ),
    ],
    [
      'groupNorm of channels fewer than its groups',
      groupNorm,
      (x, weight) =>
        affine(
          normalized(x, [1, 2], (variance) => tf.sqrt(tf.add(variance, 1e-6))),
          weight,
        ),
    ],
    [
      'layerNorm',
      layerNorm,
      (x, weight) =>
        affine(
          normalized(x, [3], (variance) => tf.sqrt(tf.add(variance, 1e-3))),
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
    expect(await difference((x) => norm(x, 'n'), oracle)).toBeLessThan(1e-4);
  });
});

describe('kernels', () => {
  const firstContent = (build: (layers: Layers, x: Value) => Value, name: string, options: Partial<LayerOptions>) => {
    const graph = new Graph();
    build(layersOf({ ...plain, ...options }), graph.input('x', shape));
    const node = nodeOf(graph.named(name)!);
    if (node.kind !== 'parameter') throw new Error(`${name} is no parameter`);
    return node.initializer(node.shape, new Random(2));
  };

  it('of a residual block begin faintly where they are added: a residual block begins close to what it is given', () => {
    const block = (layers: Layers, x: Value) => layers.residualBlock(x, 'r');
    const variance = (name: string) => {
      const kernel = firstContent(block, name, {});
      return kernel.reduce((sum, weight) => sum + weight ** 2, 0) / kernel.length;
    };
    const fanIn = 3 * 3 * shape[3];
    expect(variance('r/conv_0/kernel') * fanIn).toBeCloseTo(2, 0);
    expect(variance('r/conv_1/kernel') * fanIn).toBeCloseTo(0.2, 1);
  });

  it('of every upscaler begin alike for the pixels of a block with icnr_init', () => {
    for (const name of ['u/sharp/kernel', 'u/kernel']) {
      const kernel = firstContent(
        (layers, x) => (name === 'u/kernel' ? layers.upscaleBlock(x, 'u', 6) : layers.hybridUpscale(x, 'u', 12)),
        name,
        { icnr_init: true },
      );
      expect(kernel.slice(0, 6)).toEqual(kernel.slice(18, 24));
    }
  });
});
