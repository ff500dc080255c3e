import type { LossRow } from './lossLogParser';

/** Minimum, maximum and mean of each interval; NaN where the loss was not logged. */
export interface CurveSeries {
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
}

/** A slice of a curve: consecutive intervals of `span` iterations. */
export interface CurveSlice {
  /** Iterations of an interval. Interval i begins at iteration `i * span + 1`. */
  readonly span: number;
  /** Number of the first interval of this slice, and of the first interval of the whole curve. */
  readonly from: number;
  readonly start: number;
  /** End time of each interval, seconds since 1970; NaN for an interval without a line. */
  readonly seconds: Float64Array;
  readonly series: ReadonlyMap<string, CurveSeries>;
}

/** Sum, count, minimum and maximum of a loss in each interval. */
class IntervalSums {
  readonly sum: Float64Array;
  readonly count: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;

  constructor(capacity: number) {
    this.sum = new Float64Array(capacity);
    this.count = new Float64Array(capacity);
    this.min = new Float64Array(capacity).fill(Number.POSITIVE_INFINITY);
    this.max = new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY);
  }

  add(at: number, value: number): void {
    this.sum[at]! += value;
    this.count[at]!++;
    if (value < this.min[at]!) this.min[at] = value;
    if (value > this.max[at]!) this.max[at] = value;
  }

  /** Adds interval `from` to interval `to`, and empties it. */
  move(from: number, to: number): void {
    if (from === to) return;
    this.sum[to]! += this.sum[from]!;
    this.count[to]! += this.count[from]!;
    this.min[to] = Math.min(this.min[to]!, this.min[from]!);
    this.max[to] = Math.max(this.max[to]!, this.max[from]!);
    this.sum[from] = 0;
    this.count[from] = 0;
    this.min[from] = Number.POSITIVE_INFINITY;
    this.max[from] = Number.NEGATIVE_INFINITY;
  }
}

/** Most losses that a curve distinguishes by name. Further ones are ignored. */
const maxSeries = 64;

/**
 * Summarizes the losses of any number of iterations in a fixed amount of memory: in intervals of equally many iterations,
 * each with minimum, maximum and mean. When the intervals are used up, each pair is merged to one of twice the length.
 */
export class LossCurve {
  readonly #capacity: number;
  readonly #series = new Map<string, IntervalSums>();
  readonly #seconds: Float64Array;
  readonly #offsets: Float64Array;
  #names: readonly string[] = [];
  #sums: readonly (IntervalSums | undefined)[] = [];
  #span = 1;
  #start = 0;
  #length = 0;
  #lastIteration = 0;

  /** @param capacity most intervals, at least 2 */
  constructor(capacity = 1500) {
    this.#capacity = capacity;
    this.#seconds = new Float64Array(capacity).fill(Number.NaN);
    this.#offsets = new Float64Array(capacity).fill(Number.NaN);
  }

  /** Iterations of an interval. */
  get span(): number {
    return this.#span;
  }

  /** Iteration of the newest line; 0 before the first line. */
  get lastIteration(): number {
    return this.#lastIteration;
  }

  /** Number of the interval after the last one. */
  get end(): number {
    return this.#start + this.#length;
  }

  get names(): readonly string[] {
    return [...this.#series.keys()];
  }

  /** Adds the next line. Lines whose iteration is not larger than the last one are ignored. */
  add({ iteration, seconds, names, values, offset }: LossRow): void {
    if (iteration <= this.#lastIteration) return;
    this.#lastIteration = iteration;
    if (this.#length === 0) this.#start = iteration - 1;
    let at = this.#computeIndex(iteration);
    while (at >= this.#capacity) {
      this.#merge();
      at = this.#computeIndex(iteration);
    }
    this.#length = at + 1;
    if (Number.isNaN(this.#offsets[at]!)) this.#offsets[at] = offset;
    this.#seconds[at] = seconds;
    if (names !== this.#names) this.#selectSums(names);
    for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i]!)) this.#sums[i]?.add(at, values[i]!);
  }

  /** Returns the intervals from number `from` on. */
  slice(from = this.#start): CurveSlice {
    const first = Math.max(from, this.#start) - this.#start;
    const slice = (values: Float64Array) => values.slice(first, this.#length);
    const series = [...this.#series].map(([name, { sum, count, min, max }]) => {
      const counts = slice(count);
      const hideEmpty = (values: Float64Array) =>
        slice(values).map((value, i) => (counts[i]! > 0 ? value : Number.NaN));
      return [
        name,
        { min: hideEmpty(min), max: hideEmpty(max), mean: slice(sum).map((value, i) => value / counts[i]!) },
      ] as const;
    });
    const seconds = slice(this.#seconds);
    return { span: this.#span, from: this.#start + first, start: this.#start, seconds, series: new Map(series) };
  }

  /** Finds the file offset from which to read the lines from `iteration` on; 0 if it is unknown. */
  findOffset(iteration: number): number {
    for (let at = Math.min(this.#computeIndex(iteration), this.#length - 1); at >= 0; at--) {
      const offset = this.#offsets[at]!;
      if (!Number.isNaN(offset)) return offset;
    }
    return 0;
  }

  #computeIndex(iteration: number): number {
    return Math.floor((iteration - 1) / this.#span) - this.#start;
  }

  #selectSums(names: readonly string[]): void {
    this.#names = names;
    for (const name of names)
      if (!this.#series.has(name) && this.#series.size < maxSeries)
        this.#series.set(name, new IntervalSums(this.#capacity));
    this.#sums = names.map((name) => this.#series.get(name));
  }

  /** Merges each pair of intervals to one. */
  #merge(): void {
    const start = Math.floor(this.#start / 2);
    for (let from = 0; from < this.#length; from++) {
      const to = Math.floor((this.#start + from) / 2) - start;
      for (const sums of this.#series.values()) sums.move(from, to);
      mergeValue(this.#seconds, from, to, true);
      mergeValue(this.#offsets, from, to, false);
    }
    this.#length = this.#length > 0 ? Math.floor((this.#start + this.#length - 1) / 2) - start + 1 : 0;
    this.#span *= 2;
    this.#start = start;
  }
}

/** Moves a value, unless it is NaN, to a place that has none yet, or where the later value is to be kept. */
function mergeValue(values: Float64Array, from: number, to: number, keepLater: boolean): void {
  if (from === to) return;
  const value = values[from]!;
  values[from] = Number.NaN;
  if (!Number.isNaN(value) && (keepLater || Number.isNaN(values[to]!))) values[to] = value;
}
