import { describe, expect, it } from 'vitest';
import {
  drawLearningRateCurve,
  testLearningRates,
} from '../../../../../src/training/run/stability/learningRateRangeTest';

/** Gradient descent on w² / 2 from 1: it learns at rates to 1, is best at 1, and diverges above 2. */
function buildParabolaStep(scale: number) {
  let w = 1;
  return async (rate: number) => {
    const loss = w ** 2 / 2;
    w -= rate * scale * w;
    return loss;
  };
}

describe('the learning-rate finder', () => {
  it('raises the rate exponentially from 1e-10 to 1e-1', async () => {
    const rates: number[] = [];
    await testLearningRates(async (rate) => {
      rates.push(rate);
      return 1;
    }, 10);
    expect(rates[0]).toBe(1e-10);
    for (const [i, rate] of rates.entries()) expect(Math.log10(rate)).toBeCloseTo(i - 10, 9);
  });

  it('stops once the smoothed loss is four times the lowest, and finds the rate of the lowest', async () => {
    let steps = 0;
    const step = buildParabolaStep(1000); // diverges above 2e-3
    const { curve, best } = await testLearningRates((rate) => {
      steps++;
      return step(rate);
    }, 1000);
    expect(steps).toBe(curve.length);
    expect(curve.at(-1)!.loss).toBeGreaterThan(4 * best!.loss);
    expect(curve.at(-2)!.loss).toBeLessThan(4 * best!.loss);
    expect(best!.rate).toBeGreaterThan(1e-3);
    expect(best!.rate).toBeLessThan(2e-2);
    expect(best!.loss).toBe(Math.min(...curve.map(({ loss }) => loss)));
  });

  it('corrects the bias of the smoothed loss', async () => {
    const losses = [3, 1, 2];
    const { curve } = await testLearningRates(async () => losses.shift()!, 3);
    const weights = [0.98 ** 2, 0.98, 1];
    const expected = (3 * weights[0]! + 1 * weights[1]! + 2) / (weights[0]! + weights[1]! + 1);
    expect(curve[0]!.loss).toBeCloseTo(3, 9);
    expect(curve[2]!.loss).toBeCloseTo(expected, 9);
  });

  it('stops when a loss is NaN, and finds nothing when the first is NaN', async () => {
    const losses = [1, 0.5, Number.NaN, 7];
    expect((await testLearningRates(async () => losses.shift()!, 4)).curve).toHaveLength(2);
    expect(await testLearningRates(async () => Number.NaN, 4)).toEqual({ curve: [] });
  });

  it('draws its curve', async () => {
    const { curve } = await testLearningRates(buildParabolaStep(1000), 300);
    const picture = drawLearningRateCurve(curve, 1e-3);
    const points = /<polyline points="([^"]+)"/.exec(picture)![1]!.split(' ');
    expect(points).toHaveLength(curve.length);
    expect(picture).toContain('>1.00e-3</text>');
    expect(picture).not.toContain('NaN');
  });
});
