import { t } from '../../../shared/l10n';

/**
 * Learning-rate range test (Smith, "Cyclical learning rates for training neural networks", 2017, arXiv 1506.01186): trains
 * while the rate rises exponentially, and takes a rate well below the one with the lowest loss.
 */

export const lowestRate = 1e-10;
export const highestRate = 1e-1;

/** Weight of the previous mean in the smoothed loss. */
const smoothing = 0.98;
/** The test ends when the smoothed loss is this many times the lowest one. */
const failureRatio = 4;

/** Divisors of the rate with the lowest loss, by the strength that the user chooses. */
export const rateDivisors = { default: 10, aggressive: 5, extreme: 2.5 } as const;
export type Strength = keyof typeof rateDivisors;

export interface CurvePoint {
  readonly rate: number;
  /** Bias-corrected exponential mean of the losses. */
  readonly loss: number;
}

export interface RangeTest {
  readonly curve: readonly CurvePoint[];
  /** Point with the lowest smoothed loss; undefined if no loss was finite. */
  readonly best?: CurvePoint;
}

/**
 * Runs the test.
 * @param step trains one step at a learning rate and resolves to its loss, which may be NaN
 * @param iterations number of steps from {@link lowestRate} to {@link highestRate}, at least two
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
    if (best && point.loss > failureRatio * best.loss) break;
    if (!best || point.loss < best.loss) best = point;
  }
  return { curve, ...(best ? { best } : {}) };
}

const chartSize = { width: 720, height: 400, margin: 48 };

/** Draws the curve of a range test as an SVG: smoothed loss over learning rate, with a mark at the chosen rate. */
export function drawLearningRateCurve(curve: readonly CurvePoint[], chosen: number): string {
  const { width, height, margin } = chartSize;
  const losses = curve.map(({ loss }) => loss);
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const decades = Math.log10(highestRate / lowestRate);
  const x = (rate: number) => margin + ((width - 2 * margin) * Math.log10(rate / lowestRate)) / decades;
  const y = (loss: number) => height - margin - ((height - 2 * margin) * (loss - low)) / (high - low || 1);
  const points = curve.map(({ rate, loss }) => `${x(rate).toFixed(1)},${y(loss).toFixed(1)}`).join(' ');
  const powers = Array.from({ length: decades + 1 }, (_, i) => Math.log10(lowestRate) + i);
  const at = x(chosen).toFixed(1);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">
  <title>${t('Loss by learning rate')}</title>
  <rect width="100%" height="100%" fill="#ffffff"/>
  <path d="M${margin},${margin}V${height - margin}H${width - margin}" fill="none" stroke="#606060"/>
${powers.map((power) => `  <text x="${x(10 ** power).toFixed(1)}" y="${height - margin + 18}" text-anchor="middle">1e${power}</text>`).join('\n')}
  <text x="${margin - 6}" y="${y(low).toFixed(1)}" text-anchor="end">${low.toPrecision(3)}</text>
  <text x="${margin - 6}" y="${(y(high) + 4).toFixed(1)}" text-anchor="end">${high.toPrecision(3)}</text>
  <path d="M${at},${margin}V${height - margin}" stroke="#c03030" stroke-dasharray="4 3"/>
  <text x="${at}" y="${margin - 8}" text-anchor="middle" fill="#c03030">${chosen.toExponential(2)}</text>
  <polyline points="${points}" fill="none" stroke="#1f77b4" stroke-width="1.5"/>
</svg>
`;
}
