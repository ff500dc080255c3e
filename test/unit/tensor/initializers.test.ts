import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/shared/random';
import type { Initializer, Shape } from '../../../src/tensor/graph';
import { glorotUniform, heUniform, ones, randomNormal, varianceScaling, zeros } from '../../../src/tensor/initializers';

const kernel: Shape = [5, 5, 32, 64];
const fanIn = 25 * 32;
const fanOut = 25 * 64;

function statistics(initializer: Initializer, shape: Shape) {
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
      const found = statistics(initializer, shape);
      expect(found.length).toBe(shape.reduce((a, b) => a * b));
      expect(Math.abs(found.mean - expected.mean)).toBeLessThan(5 * Math.sqrt(expected.variance / found.length));
      expect(found.variance / expected.variance).toBeCloseTo(1, 1);
      expect(found.kurtosis).toBeCloseTo(expected.kurtosis, 0.8);
      if (expected.largest) {
        expect(found.largest).toBeLessThanOrEqual(Math.fround(expected.largest));
        expect(found.largest).toBeGreaterThan(0.99 * expected.largest);
      }
    });

  it('zeros and ones are what they say', () => {
    const random = new Random(1);
    expect([...zeros([2, 2], random), ...ones([2], random)]).toEqual([0, 0, 0, 0, 1, 1]);
  });

  it('the same seed gives the same weights, another one others', () => {
    expect(heUniform([8, 8], new Random(3))).toEqual(heUniform([8, 8], new Random(3)));
    expect(heUniform([8, 8], new Random(3))).not.toEqual(heUniform([8, 8], new Random(4)));
  });
});
