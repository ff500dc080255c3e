/** A scale from values to pixels, with the values that are written beside it. */
export interface Axis {
  readonly ticks: readonly number[];
  /** Returns the pixel of a value; one beyond the ends gets that of the end. */
  place(value: number): number;
}

interface AxisRoom {
  /** The pixels of the least and of the greatest value. */
  readonly from: number;
  readonly to: number;
  /** About so many ticks. */
  readonly ticks: number;
}

/** Returns an axis from `least` to `greatest`, with ticks at 1, 2 or 5 times a power of ten. */
export function createAxis([least, greatest]: readonly [number, number], { from, to, ticks: wanted }: AxisRoom): Axis {
  const [low, high] = greatest > least ? [least, greatest] : widen(least);
  const step = chooseStep((high - low) / wanted);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return { ticks, place: (value) => from + (clamp((value - low) / (high - low)) || 0) * (to - from) };
}

/** The same with equal distances for equal ratios; both ends are above zero. */
export function createLogAxis(ends: readonly [number, number], { from, to, ticks: wanted }: AxisRoom): Axis {
  const [low, high] = ends[1] > ends[0] ? ends : [ends[0] / 2, ends[0] * 2];
  const [logLow, logHigh] = [Math.log10(low), Math.log10(high)];
  const powers = Array.from({ length: Math.ceil(logHigh) - Math.floor(logLow) + 1 }, (_, i) => Math.floor(logLow) + i);
  const [inSteps, plain] = [[1, 2, 5], [1]].map((factors) =>
    powers
      .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
      .filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)),
  );
  const ticks = inSteps!.length <= 2 * wanted ? inSteps! : plain!;
  const every = Math.ceil(ticks.length / (2 * wanted));
  return {
    ticks: ticks.filter((_, i) => i % every === 0),
    place: (value) => from + (clamp((Math.log10(value) - logLow) / (logHigh - logLow)) || 0) * (to - from),
  };
}

/** Returns a number in four digits at most, for an axis or a tip: `0.0123`, `1,500`, `2.5e-7`. */
export function formatFigure(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(1);
  return size >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(4)));
}

function chooseStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10);
}

function widen(value: number): [number, number] {
  const by = Math.abs(value) / 10 || 1;
  return [value - by, value + by];
}

const clamp = (share: number) => Math.min(1, Math.max(0, share));
