import type { HeldOutMeasureName } from '../../../evaluation/measures/heldOutMeasures';
import type { EvaluationEntry, EvaluationKind } from './evaluationRows';

/** The figures that say whether a model still learns, and the least gain of each that counts. */
const leastGains = { margin: 0.01, mouth: 0.02, eyes: 0.02, detail: 0.01, ssim: 0.005 } as const satisfies {
  readonly [Name in HeldOutMeasureName]?: number;
};

export type TrendName = keyof typeof leastGains;

export const trendNames = Object.keys(leastGains) as TrendName[];

/** How a figure has moved of late. */
export interface Trend {
  readonly name: TrendName;
  /** `unknown` where there are too few evaluations to tell. */
  readonly direction: 'improving' | 'flat' | 'falling' | 'unknown';
  /** The iteration since which it has not become better; only where it is flat or falling. */
  readonly since: number;
}

/** Fewer evaluations tell nothing. */
const leastPoints = 12;
/** A figure is flat that has not become better for so many evaluations, and for this share of all iterations. */
const flatPoints = 8;
const flatShare = 0.2;
/** How far the means of a plateau lie apart by chance, in deviations of a mean. */
const chanceGain = 3.5;

interface Point {
  readonly iteration: number;
  readonly value: number;
}

/** Returns the trend of each figure, from all evaluations of a model in the order of their iterations. */
export function findTrends(entries: readonly EvaluationEntry[]): Trend[] {
  const comparable = selectKind(entries);
  return trendNames.map((name) => {
    const points = comparable.flatMap(({ iteration, figures: { [name]: value } }) =>
      value === undefined ? [] : [{ iteration, value }],
    );
    return { name, ...findTrend(points, leastGains[name]) };
  });
}

/** Selects the evaluations of the more frequent kind: those of the other kind are of other faces. */
function selectKind(entries: readonly EvaluationEntry[]): EvaluationEntry[] {
  const select = (kind: EvaluationKind) => entries.filter((entry) => entry.kind === kind);
  const [saves, full] = [select('save'), select('full')];
  return saves.length >= full.length ? saves : full;
}

function findTrend(points: readonly Point[], leastGain: number): Omit<Trend, 'name'> {
  const last = points.at(-1);
  if (!last || points.length < leastPoints) return { direction: 'unknown', since: 0 };
  const reach = Math.max(2, Math.floor(points.length / 20));
  const means = smooth(points, reach);
  const tolerance = Math.max(leastGain, (chanceGain * estimateNoise(points)) / Math.sqrt(reach + 1));
  const first = findPlateau(means, tolerance);
  const since = points[first]!.iteration;
  const isLong = points.length - 1 - first >= flatPoints && last.iteration - since >= flatShare * last.iteration;
  if (!isLong) return { direction: 'improving', since: 0 };
  const highest = means.slice(first).reduce((most, value) => Math.max(most, value));
  return { direction: means.at(-1)! < highest - 2 * tolerance ? 'falling' : 'flat', since };
}

/** Returns the mean of each point and the `reach` points to either side of it. */
function smooth(points: readonly Point[], reach: number): number[] {
  const sums = [0];
  for (const { value } of points) sums.push(sums.at(-1)! + value);
  return points.map((_, i) => {
    const [from, to] = [Math.max(0, i - reach), Math.min(points.length, i + reach + 1)];
    return (sums[to]! - sums[from]!) / (to - from);
  });
}

/** Estimates the deviation of single values from the median of their steps, which neither a trend nor a leap moves. */
function estimateNoise(points: readonly Point[]): number {
  const steps = points.slice(1).map(({ value }, i) => Math.abs(value - points[i]!.value));
  const median = steps.sort((a, b) => a - b)[steps.length >> 1]!;
  return (1.4826 * median) / Math.SQRT2;
}

/** Returns from where to the end no mean is higher than an earlier one by more than the tolerance. */
function findPlateau(means: readonly number[], tolerance: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  let first = means.length;
  while (first > 0 && Math.max(highest, means[first - 1]!) <= means[first - 1]! + tolerance)
    highest = Math.max(highest, means[--first]!);
  return Math.min(first, means.length - 1);
}
