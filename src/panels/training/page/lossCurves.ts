import type { CurveMessage } from '../contract';
import { getLossLabel } from './formatValues';
import type { PlotLine } from './plot';
import type { ViewOptions } from './viewState';

type Values = readonly (number | null)[];

export interface StoredSeries {
  readonly mean: Values;
  readonly min: Values;
  readonly max: Values;
}

/** A curve as it is plotted: for each span of iterations its last iteration, its end time and its values. */
export interface StoredCurve {
  readonly span: number;
  readonly lastIteration: number;
  /** The last iteration of each span. */
  readonly iterations: readonly number[];
  readonly seconds: Values;
  readonly series: ReadonlyMap<string, StoredSeries>;
}

/** Keeps the curves of the runs, joined from the messages of the host. */
export class CurveStore {
  readonly #parts = new Map<number, CurveMessage>();

  apply(message: CurveMessage): void {
    const known = this.#parts.get(message.run);
    this.#parts.set(message.run, known && isContinuation(known, message) ? joinCurves(known, message) : message);
  }

  keepOnly(runs: readonly number[]): void {
    for (const run of [...this.#parts.keys()]) if (!runs.includes(run)) this.#parts.delete(run);
  }

  getCurve(run: number): StoredCurve | undefined {
    const part = this.#parts.get(run);
    return part && toStoredCurve(part);
  }

  /** The names of all losses, those of the two sides first. */
  get names(): readonly string[] {
    const names = new Set(['loss_a', 'loss_b']);
    for (const { series } of this.#parts.values()) for (const { name } of series) names.add(name);
    return [...names];
  }
}

export function toStoredCurve(part: CurveMessage): StoredCurve {
  return {
    span: part.span,
    lastIteration: part.lastIteration,
    iterations: part.seconds.map((_, i) => Math.min((part.from + i + 1) * part.span, part.lastIteration)),
    seconds: part.seconds,
    series: new Map(part.series.map(({ name, ...values }) => [name, values])),
  };
}

/** Returns whether a message continues the known curve without a gap. */
function isContinuation(known: CurveMessage, news: CurveMessage): boolean {
  const isSame = known.span === news.span && known.start === news.start;
  return isSame && news.from > known.from && news.from <= known.from + known.seconds.length;
}

/** Returns the known curve with everything from the first span of the message on replaced. */
function joinCurves(known: CurveMessage, news: CurveMessage): CurveMessage {
  const kept = news.from - known.from;
  const fresh = new Map(news.series.map((series) => [series.name, series]));
  const names = new Set([...known.series, ...news.series].map(({ name }) => name));
  const before = new Map(known.series.map((series) => [series.name, series]));
  const length = news.seconds.length;
  const put = (name: string, key: 'mean' | 'min' | 'max') => [
    ...(before.get(name)?.[key].slice(0, kept) ?? Array<null>(kept).fill(null)),
    ...(fresh.get(name)?.[key] ?? Array<null>(length).fill(null)),
  ];
  const series = [...names].map((name) => ({
    name,
    mean: put(name, 'mean'),
    min: put(name, 'min'),
    max: put(name, 'max'),
  }));
  const seconds = [...known.seconds.slice(0, kept), ...news.seconds];
  return { ...known, lastIteration: news.lastIteration, seconds, series };
}

/** Smooths values exponentially from the left, without bias at the start. @param by from 0 (no smoothing) to below 1 */
export function smooth(values: Values, by: number): (number | null)[] {
  let [sum, weight] = [0, 0];
  return values.map((value) => {
    if (value === null) return null;
    sum = by * sum + (1 - by) * value;
    weight = by * weight + (1 - by);
    return sum / weight;
  });
}

/** The models whose losses can be shown; a run is an index into this list. */
export type NamedRuns = readonly { readonly name: string }[];

const colors = ['blue', 'orange', 'purple', 'green', 'red', 'yellow'];
const dashes: readonly (readonly number[] | undefined)[] = [undefined, [7, 4], [2, 3], [9, 3, 2, 3], [4, 2]];

/** Returns the color of the nth figure of a plot, the last word of one of VS Code's chart colors. */
export function chooseColor(i: number): string {
  return colors[i % colors.length]!;
}

/** Returns the dashes of the nth run of a plot; undefined for a whole line. */
export function chooseDash(place: number): readonly number[] | undefined {
  return dashes[place % dashes.length];
}

/** Returns the lines of the chosen losses and runs: each loss has a color, each run a dash pattern. */
export function createLossLines(
  view: ViewOptions,
  runs: NamedRuns,
  getCurve: (run: number) => StoredCurve | undefined,
): PlotLine[] {
  return view.runs.flatMap((run, place) => {
    const curve = getCurve(run);
    if (!curve) return [];
    const x = view.axis === 'hours' ? computeHours(curve) : curve.iterations;
    return view.losses.flatMap((name, i): PlotLine[] => {
      const series = curve.series.get(name);
      if (!series) return [];
      const label = run === 0 ? getLossLabel(name) : `${runs[run]?.name ?? ''}: ${getLossLabel(name)}`;
      const [dash, color] = [chooseDash(place), chooseColor(i)];
      const band = run === 0 ? { min: series.min, max: series.max } : {};
      return [{ label, color, x, y: smooth(series.mean, view.smoothing), ...band, ...(dash && { dash }) }];
    });
  });
}

/** Returns the hours since the first iteration; a span without a time gets that of the span before. */
function computeHours({ seconds }: StoredCurve): number[] {
  const first = seconds.find((second) => second !== null) ?? 0;
  let last = first;
  return seconds.map((second) => {
    last = Math.max(last, second ?? last);
    return (last - first) / 3600;
  });
}
