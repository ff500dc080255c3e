import { jStat } from 'jstat';

/** A measure of some runs of each setting, compared over the settings. */
export interface Comparison {
  /** Of each setting in order; absent where none of its runs has a value. */
  readonly estimates: readonly (Estimate | undefined)[];
  /** Of each pair of settings. */
  readonly pairs: readonly PairVerdict[];
}

export interface Estimate {
  readonly mean: number;
  /** Half the width of the interval that holds the true mean with 95 %; absent where it cannot be told. */
  readonly margin: number | undefined;
  readonly values: readonly number[];
}

/** Which of two settings is better, as far as it can be told. */
export interface PairVerdict {
  /** Positions of the settings. */
  readonly first: number;
  readonly second: number;
  /** The mean of the second less that of the first. */
  readonly difference: number;
  readonly verdict: 'first' | 'second' | 'unknown';
}

const confidence = 0.95;

/**
 * Compares settings by the values of their runs. How much the runs of a setting differ is taken from all settings
 * together, because two or three seeds alone tell little of it. Pairs are judged by the honestly significant difference of
 * Tukey and Kramer: with 95 % none of them is called different by chance, however many there are.
 * @param values of each setting, the values of its runs
 */
export function compareSettings(values: readonly (readonly number[])[], better: 'higher' | 'lower'): Comparison {
  const means = values.map((own) => (own.length === 0 ? undefined : computeMean(own)));
  const { deviation, freedom } = poolDeviation(values);
  const groups = means.filter((mean) => mean !== undefined).length;
  const studentT = freedom > 0 ? jStat.studentt.inv((1 + confidence) / 2, freedom) : undefined;
  const range = freedom > 1 && groups > 1 ? jStat.tukey.inv(confidence, groups, freedom) : undefined;
  const estimates = values.map((own, i) => {
    const mean = means[i];
    if (mean === undefined) return undefined;
    const margin = studentT === undefined ? undefined : (studentT * deviation) / Math.sqrt(own.length);
    return { mean, margin, values: own };
  });
  const pairs = listPairs(values.length).flatMap(([first, second]): PairVerdict[] => {
    const [a, b] = [means[first], means[second]];
    if (a === undefined || b === undefined) return [];
    const spread = deviation * Math.sqrt((1 / values[first]!.length + 1 / values[second]!.length) / 2);
    const isTold = range !== undefined && Math.abs(b - a) > range * spread;
    const isSecond = better === 'higher' ? b > a : b < a;
    return [{ first, second, difference: b - a, verdict: isTold ? (isSecond ? 'second' : 'first') : 'unknown' }];
  });
  return { estimates, pairs };
}

/** Returns the standard deviation within the settings, and its degrees of freedom. */
function poolDeviation(values: readonly (readonly number[])[]): { deviation: number; freedom: number } {
  let [squares, freedom] = [0, 0];
  for (const own of values) {
    if (own.length === 0) continue;
    const mean = computeMean(own);
    squares += own.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    freedom += own.length - 1;
  }
  return { deviation: freedom > 0 ? Math.sqrt(squares / freedom) : 0, freedom };
}

function computeMean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function listPairs(count: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let first = 0; first < count; first++)
    for (let second = first + 1; second < count; second++) pairs.push([first, second]);
  return pairs;
}
