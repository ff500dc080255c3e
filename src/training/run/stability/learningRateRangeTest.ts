/**
 * The learning-rate range test of Smith ("Cyclical learning rates for training neural networks", 2017, arXiv
 * 1506.01186): trains while the rate rises exponentially, and takes a rate well below that with the lowest loss.
 */

export const lowestRate = 1e-10;
export const highestRate = 1e-1;

/** Weight of the past in the smoothed loss. */
const smoothing = 0.98;
/** A smoothed loss so many times the lowest ends the test. */
const failure = 4;

/** What the rate of the lowest loss is divided by. */
export const rateDivisors = { default: 10, aggressive: 5, extreme: 2.5 } as const;
export type Strength = keyof typeof rateDivisors;

export interface CurvePoint {
  readonly rate: number;
  /** Bias-corrected exponential mean of the losses. */
  readonly loss: number;
}

export interface RangeTest {
  readonly curve: readonly CurvePoint[];
  /** That of the lowest smoothed loss; undefined where not one loss was a number. */
  readonly best?: CurvePoint;
}

/**
 * @param step trains one step at a rate; its loss, NaN where it left the numbers
 * @param iterations steps from {@link lowestRate} to {@link highestRate}, at least two
 */
export async function testLearningRates(
  step: (rate: number) => Promise<number>,
  iterations: number,
): Promise<RangeTest> {
  const curve: CurvePoint[] = [];
  let best: CurvePoint | undefined;
  let mean = 0;
  for (let i = 0; i < iterations; i++) {
    const rate = lowestRate * (highestRate / lowestRate) ** (i / (iterations - 1));
    mean = smoothing * mean + (1 - smoothing) * (await step(rate));
    const point = { rate, loss: mean / (1 - smoothing ** (i + 1)) };
    if (!Number.isFinite(point.loss)) break;
    curve.push(point);
    if (best && point.loss > failure * best.loss) break;
    if (!best || point.loss < best.loss) best = point;
  }
  return { curve, ...(best ? { best } : {}) };
}
