import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { flatten, upsampleBilinear } from '../../../../src/tensor/ops';
import { createLayers } from '../../../../src/training/models/layers/blocks';
import { createDoublings } from '../../../../src/training/models/phazeA/decoder';
import { createEncoder } from '../../../../src/training/models/phazeA/encoder';
import { createFullyConnected } from '../../../../src/training/models/phazeA/fullyConnected';
import { createStyleBlock } from '../../../../src/training/models/phazeA/styleBlock';
import { resolveTrainOptions, type SomeTrainOptions } from '../../../../src/training/settings/trainOptions';
import {
  convolution,
  measureDifference,
  normalize,
  plainLayers,
  subpixelConvolution,
  upsample,
  type Weight,
} from '../../../support/training/blockOracle';

const layers = createLayers(plainLayers);
const resolvePhazeAOptions = (options: SomeTrainOptions['model.phaze_a']) =>
  resolveTrainOptions({ 'model.phaze_a': options })['model.phaze_a'];

const fullyConnected = (x: tf.Tensor, weight: Weight, name: string) =>
  tf.add(tf.matMul(x, weight(`${name}/kernel`)), weight(`${name}/bias`));

const perInstance = (x: tf.Tensor) => normalize(x, [1, 2], (variance) => tf.add(tf.sqrt(variance), 1e-3));

it('the style block draws an image in the style that adaptive instance normalization gives it', async () => {
  const made = await measureDifference(
    (x) => createStyleBlock(layers)(flatten(x), x, 'g'),
    (x, weight) => {
      const layer = (input: tf.Tensor, i: number) => fullyConnected(input, weight, `g/style_${i}`);
      const style = layer(tf.leakyRelu(layer(tf.leakyRelu(layer(tf.reshape(x, [2, -1]), 0), 0.1), 1), 0.1), 2);
      const styled = (image: tf.Tensor, content: tf.Tensor, name: string) => {
        const [gamma, beta] = ['gamma', 'beta'].map((part) =>
          tf.reshape(fullyConnected(style, weight, `${name}/${part}`), [2, 1, 1, 8]),
        );
        const noise = convolution(image, weight, `${name}/noise`);
        return tf.leakyRelu(tf.add(tf.add(tf.mul(perInstance(content), gamma!), beta!), noise), 0.2);
      };
      const content = convolution(x, weight, 'g/conv');
      const once = styled(content, content, 'g/first');
      return styled(once, convolution(once, weight, 'g/second/conv'), 'g/second');
    },
    0.05,
  );
  expect(made).toBeLessThan(1e-4);
});

it('each doubling of the decoder upscales, normalizes and refines, and the last one only upscales', async () => {
  // From 2 px to 8, which is less than the ini allows, by widths 16 and 8.
  const options = resolvePhazeAOptions({
    ...{ output_size: 8, fc_dimensions: 2, fc_upsamples: 0, dec_max_filters: 16, dec_min_filters: 8 },
    ...{ dec_norm: 'instance', dec_res_blocks: 1 },
  });
  const made = await measureDifference(
    (x) => createDoublings(layers, options).late(x, 'd'),
    (x, weight) => {
      const norm = (image: tf.Tensor, name: string) =>
        tf.add(tf.mul(perInstance(image), weight(`${name}/gamma`)), weight(`${name}/beta`));
      const first = tf.leakyRelu(norm(subpixelConvolution(x, weight, 'd/upscale_0'), 'd/norm_0'), 0.2);
      const inner = tf.leakyRelu(convolution(first, weight, 'd/residual_0_0/conv_0'), 0.2);
      const refined = tf.leakyRelu(tf.add(convolution(inner, weight, 'd/residual_0_0/conv_1'), first), 0.2);
      return tf.leakyRelu(norm(subpixelConvolution(refined, weight, 'd/upscale_1'), 'd/norm_1'), 0.1);
    },
    0.2,
  );
  expect(made).toBeLessThan(1e-4);
});

it('fully connected layers reshape their last nodes to an image, and enlarge it bilinearly in one step', async () => {
  const options = resolvePhazeAOptions({
    ...{ fc_depth: 2, fc_min_filters: 8, fc_max_filters: 16, fc_dimensions: 2, fc_filter_slope: 0 },
    fc_upsamples: 2,
  });
  const made = await measureDifference(
    (x) => createFullyConnected(layers, options)(flatten(x), 'fc'),
    (x, weight) => {
      const nodes = fullyConnected(tf.reshape(x, [2, -1]), weight, 'fc/dense_0');
      const image = tf.reshape(fullyConnected(nodes, weight, 'fc/dense_1'), [2, 2, 2, 16]);
      return tf.leakyRelu(upsample(image, 4), 0.1);
    },
    0.2,
  );
  expect(made).toBeLessThan(1e-4);
});

it('the pooled encoder takes the maximum of each four pixels, and of sixteen at the end', async () => {
  const options = resolvePhazeAOptions({ fs_original_use_alt: true, fs_original_depth: 2, fs_original_min_filters: 8 });
  const made = await measureDifference(
    (x) => createEncoder(layers, options)(upsampleBilinear(x), 'e'),
    (x, weight) => {
      const activated = (image: tf.Tensor, name: string) => tf.leakyRelu(convolution(image, weight, name), 0.2);
      const wide = activated(activated(activated(upsample(x), 'e/conv'), 'e/conv_0_0'), 'e/conv_0_1');
      const inner = activated(tf.maxPool(wide as tf.Tensor4D, 2, 2, 'valid'), 'e/conv_1_0');
      const kernel = weight('e/conv_1_1/kernel') as tf.Tensor4D;
      const last = tf.add(tf.conv2d(inner as tf.Tensor4D, kernel, 1, 'valid'), weight('e/conv_1_1/bias'));
      return tf.leakyRelu(last, 0.2);
    },
    0.2,
  );
  expect(made).toBeLessThan(1e-4);
});
