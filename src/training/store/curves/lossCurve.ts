import type { LossRow } from './lossLogParser';

/** Least and greatest value and mean of each stretch; NaN where the loss was not logged. */
export interface CurveSeries {
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
}

/** A part of a curve: consecutive stretches of `span` iterations. */
export interface CurveSlice {
  /** Iterations of a stretch; stretch i has those from `i * span + 1` on. */
  readonly span: number;
  /** Number of the first stretch of this part, and of the first of the whole curve. */
  readonly from: number;
  readonly start: number;
  /** When each stretch ended, since 1970; NaN for one without a line. */
  readonly seconds: Float64Array;
  readonly series: ReadonlyMap<string, CurveSeries>;
}

/** Sums of a loss over each stretch. */
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

  /** Adds stretch `from` to stretch `to`, and empties it. */
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

/** Losses by name that a curve keeps apart; further ones are left out. */
const mostSeries = 64;

/**
 * The losses of any number of iterations in a fixed amount of memory: stretches of equally many iterations, each with
 * the least, the greatest and the mean value. When they are used up, each two become one of twice the length.
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

  /** @param capacity stretches at most, at least 2 */
  constructor(capacity = 1500) {
    this.#capacity = capacity;
    this.#seconds = new Float64Array(capacity).fill(Number.NaN);
    this.#offsets = new Float64Array(capacity).fill(Number.NaN);
  }

  /** Iterations of a stretch. */
  get span(): number {
    return this.#span;
  }

  /** Of the newest line; 0 before the first. */
  get lastIteration(): number {
    return this.#lastIteration;
  }

  /** Number of the stretch behind the last one. */
  get end(): number {
    return this.#start + this.#length;
  }

  get names(): readonly string[] {
    return [...this.#series.keys()];
  }

  /** Takes the next line; one that does not go on from the last is left out. */
  add({ iteration, seconds, names, values, offset }: LossRow): void {
    if (iteration <= this.#lastIteration) return;
    this.#lastIteration = iteration;
    if (this.#length === 0) this.#start = iteration - 1;
    let at = this.#placeOf(iteration);
    while (at >= this.#capacity) {
      this.#merge();
      at = this.#placeOf(iteration);
    }
    this.#length = at + 1;
    if (Number.isNaN(this.#offsets[at]!)) this.#offsets[at] = offset;
    this.#seconds[at] = seconds;
    if (names !== this.#names) this.#choose(names);
    for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i]!)) this.#sums[i]?.add(at, values[i]!);
  }

  /** The stretches from number `from` on. */
  slice(from = this.#start): CurveSlice {
    const first = Math.max(from, this.#start) - this.#start;
    const slice = (values: Float64Array) => values.slice(first, this.#length);
    const series = [...this.#series].map(([name, { sum, count, min, max }]) => {
      const counts = slice(count);
      const orNone = (values: Float64Array) => slice(values).map((value, i) => (counts[i]! > 0 ? value : Number.NaN));
      return [
        name,
        { min: orNone(min), max: orNone(max), mean: slice(sum).map((value, i) => value / counts[i]!) },
      ] as const;
    });
    const seconds = slice(this.#seconds);
    return { span: this.#span, from: this.#start + first, start: this.#start, seconds, series: new Map(series) };
  }

  /** Where in the file to begin reading for the lines from `iteration` on; 0 where that is not known. */
  findOffset(iteration: number): number {
    for (let at = Math.min(this.#placeOf(iteration), this.#length - 1); at >= 0; at--) {
      const offset = this.#offsets[at]!;
      if (!Number.isNaN(offset)) return offset;
    }
    return 0;
  }

  #placeOf(iteration: number): number {
    return Math.floor((iteration - 1) / this.#span) - this.#start;
  }

  #choose(names: readonly string[]): void {
    this.#names = names;
    for (const name of names)
      if (!this.#series.has(name) && this.#series.size < mostSeries)
        this.#series.set(name, new IntervalSums(this.#capacity));
    this.#sums = names.map((name) => this.#series.get(name));
  }

  /** Each two stretches become one. */
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

/** Moves a value, if it is one, to where there is none yet, or to where the later one counts. */
function mergeValue(values: Float64Array, from: number, to: number, laterCounts: boolean): void {
  if (from === to) return;
  const value = values[from]!;
  values[from] = Number.NaN;
  if (!Number.isNaN(value) && (laterCounts || Number.isNaN(values[to]!))) values[to] = value;
}
