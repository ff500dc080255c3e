import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { convolutionAware } from '../../../src/tensor/convolutionAware';
import { Graph, type Initializer, type Shape } from '../../../src/tensor/graph';
import {
  glorotUniform,
  heUniform,
  icnr,
  ones,
  randomNormal,
  varianceScaling,
  zeros,
} from '../../../src/tensor/initializers';
import { conv2d, pixelShuffle } from '../../../src/tensor/ops';
import { Random } from '../../../src/tensor/random';
import { computeRelativeError, drawUniform, evaluate } from '../../support/tensor/evaluate';

const kernel: Shape = [5, 5, 32, 64];
const fanIn = 25 * 32;
const fanOut = 25 * 64;

function computeStatistics(initializer: Initializer, shape: Shape) {
  const data = initializer(shape, new Random(5));
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
  const fourth = data.reduce((sum, value) => sum + (value - mean) ** 4, 0) / data.length;
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { length: data.length, mean, variance, largest, kurtosis: fourth / variance ** 2 };
}

/** Kurtosis is 1.8 for uniform numbers and 3 for normal ones. */
const cases: readonly [
  string,
  Initializer,
  Shape,
  { mean: number; variance: number; kurtosis: number; largest?: number },
][] = [
  ['heUniform', heUniform, kernel, { mean: 0, variance: 2 / fanIn, kurtosis: 1.8, largest: Math.sqrt(6 / fanIn) }],
  [
    'heUniform of a matrix',
    heUniform,
    [300, 200],
    { mean: 0, variance: 2 / 300, kurtosis: 1.8, largest: Math.sqrt(6 / 300) },
  ],
  [
    'glorotUniform',
    glorotUniform,
    kernel,
    { mean: 0, variance: 2 / (fanIn + fanOut), kurtosis: 1.8, largest: Math.sqrt(6 / (fanIn + fanOut)) },
  ],
  ['randomNormal', randomNormal({ mean: 1, deviation: 0.02 }), kernel, { mean: 1, variance: 0.02 ** 2, kurtosis: 3 }],
  [
    'varianceScaling',
    varianceScaling({ scale: 3, mode: 'fanOut', distribution: 'normal' }),
    kernel,
    { mean: 0, variance: 3 / fanOut, kurtosis: 3 },
  ],
];

describe('initializers', () => {
  for (const [title, initializer, shape, expected] of cases)
    it(`${title} has its mean, variance, kind of distribution and bounds`, () => {
      const found = computeStatistics(initializer, shape);
      expect(found.length).toBe(shape.reduce((a, b) => a * b));
      expect(Math.abs(found.mean - expected.mean)).toBeLessThan(5 * Math.sqrt(expected.variance / found.length));
      expect(found.variance / expected.variance).toBeCloseTo(1, 1);
      expect(found.kurtosis).toBeCloseTo(expected.kurtosis, 0.8);
      if (expected.largest) {
        expect(found.largest).toBeLessThanOrEqual(Math.fround(expected.largest));
        expect(found.largest).toBeGreaterThan(0.99 * expected.largest);
      }
    });

  it('icnr gives every pixel of a block the kernel that its initializer draws', () => {
    const [kernels, blocks] = [heUniform([3, 3, 4, 5], new Random(2)), icnr(heUniform)([3, 3, 4, 20], new Random(2))];
    const found = computeStatistics(icnr(heUniform), kernel);
    expect(found.variance / (2 / fanIn)).toBeCloseTo(1, 1);
    for (const [i, weight] of blocks.entries()) expect(weight).toBe(kernels[Math.floor(i / 20) * 5 + (i % 5)]);
  });

  it('icnr shows no checkerboard after the shuffle, unlike he_uniform alone', async () => {
    const shuffled = async (initializer: Initializer) => {
      const graph = new Graph();
      const x = graph.input('x', [1, 6, 6, 4]);
      const weights = graph.constant(initializer([3, 3, 4, 12], new Random(7)), [3, 3, 4, 12]);
      const { y } = await evaluate(
        { y: pixelShuffle(conv2d(x, weights)) },
        { x: drawUniform(new Random(1), x.shape, -1, 1) },
      );
      return y!;
    };
    /** Mean difference between neighbors that the shuffle produced from one pixel, [12, 12, 3]. */
    const withinBlocks = (image: Float32Array) => {
      const at = (y: number, x: number, c: number) => image[(y * 12 + x) * 3 + c]!;
      let sum = 0;
      for (let i = 0; i < 36; i++)
        for (let c = 0; c < 3; c++) {
          const [y, x] = [2 * Math.floor(i / 6), 2 * (i % 6)];
          sum += Math.abs(at(y, x, c) - at(y, x + 1, c)) + Math.abs(at(y, x, c) - at(y + 1, x, c));
        }
      return sum / 216;
    };
    expect(withinBlocks(await shuffled(icnr(heUniform)))).toBe(0);
    expect(withinBlocks(await shuffled(heUniform))).toBeGreaterThan(0.1);
  });

  it('convolutionAware makes the spectra that an output sees less alike than he_uniform does', () => {
    const shape: Shape = [3, 3, 6, 300];
    /** Root of the mean square of the cosines between the spectra of one output's inputs. */
    const measureLikeness = (initializer: Initializer) => {
      const kernels = tf.transpose(tf.tensor(initializer(shape, new Random(9)), [...shape]), [3, 2, 1, 0]);
      const vertical = tf.transpose(tf.spectral.rfft(kernels), [0, 1, 3, 2]);
      const spectra = tf.reshape(tf.real(tf.spectral.fft(vertical)), [300, 6, 6]);
      const directions = tf.div(spectra, tf.norm(spectra, 2, -1, true));
      const cosines = tf.matMul(directions, directions, false, true).dataSync();
      const beside = [...cosines].filter((_, i) => Math.floor(i / 6) % 6 !== i % 6);
      return Math.sqrt(beside.reduce((sum, cosine) => sum + cosine ** 2, 0) / beside.length);
    };
    // Not zero: the noise is there, and a real kernel keeps only the even part of a spectrum's first column.
    expect(measureLikeness(heUniform)).toBeGreaterThan(0.4);
    expect(measureLikeness(convolutionAware)).toBeLessThan(0.33);
  });

  it('convolutionAware has the variance of he_uniform, and its groups are no copies of one another', () => {
    const found = computeStatistics(convolutionAware, kernel);
    expect(found.variance / (2 / fanIn)).toBeCloseTo(1, 3);
    expect(Math.abs(found.mean)).toBeLessThan(0.1 * Math.sqrt(found.variance));
    const [some, others] = [
      convolutionAware([1, 1, 8, 8], new Random(1)),
      convolutionAware([4, 4, 3, 2], new Random(1)),
    ];
    expect(some.every(Number.isFinite) && others.every(Number.isFinite)).toBe(true);
    expect(computeRelativeError(some.slice(0, 8), some.slice(8, 16))).toBeGreaterThan(0.1);
  });

  it('convolutionAware makes five million weights in seconds', { timeout: 20_000 }, () => {
    expect(convolutionAware([3, 3, 512, 1152], new Random(1))).toHaveLength(9 * 512 * 1152);
  });

  it('zeros and ones are what they say', () => {
    const random = new Random(1);
    expect([...zeros([2, 2], random), ...ones([2], random)]).toEqual([0, 0, 0, 0, 1, 1]);
  });

  it('the same seed gives the same weights, and another seed gives different ones', () => {
    expect(heUniform([8, 8], new Random(3))).toEqual(heUniform([8, 8], new Random(3)));
    expect(heUniform([8, 8], new Random(3))).not.toEqual(heUniform([8, 8], new Random(4)));
  });
});
