import type { Fraction } from './videoInfo';

/** How the times of written frames are counted: in `timeBase`s of a second, each later than the one before. */
export interface FrameClock {
  readonly timeBase: Fraction;
  /** Returns the time at which a frame is written; one without a time follows the last at the mean rate. */
  next(seconds: number | undefined): number;
}

export interface ClockOptions {
  readonly frameRate: Fraction;
  /** Whether the frames are evenly spaced, as far as their container says so. */
  readonly hasSteadyRate?: boolean;
  /** The unit in which the source counts times; absent where frames have none. */
  readonly timeBase?: Fraction | undefined;
}

/** QuickTime players mistrust finer time bases. */
const maxTicksPerSecond = 100_000;

/**
 * Creates the clock of a video to write. Containers round times to their own unit (Matroska to milliseconds), so a time
 * that is that near to an even spacing stands for it; all others are kept as they are.
 */
export function createFrameClock({ frameRate, hasSteadyRate, timeBase: unit }: ClockOptions): FrameClock {
  const timeBase = chooseTimeBase(frameRate, unit);
  const tick = timeBase.numerator / timeBase.denominator;
  const period = frameRate.denominator / frameRate.numerator;
  const rounding = hasSteadyRate && unit ? (0.51 * unit.numerator) / unit.denominator + 1e-7 : 0;
  let first: number | undefined;
  let lastSeconds: number | undefined;
  let lastTick = Number.NEGATIVE_INFINITY;
  return {
    timeBase,
    next(seconds) {
      const given = seconds ?? (lastSeconds === undefined ? 0 : lastSeconds + period);
      first ??= given;
      const even = first + Math.round((given - first) / period) * period;
      lastSeconds = Math.abs(even - given) <= rounding ? even : given;
      lastTick = Math.max(Math.round(lastSeconds / tick), lastTick + 1);
      return lastTick * tick;
    },
  };
}

/** Returns a unit in which both the source's times and the periods of its rate are whole numbers, if one is coarse enough. */
function chooseTimeBase(frameRate: Fraction, source: Fraction | undefined): Fraction {
  const rate = frameRate.numerator;
  const common = source && source.numerator === 1 ? findLeastCommonMultiple(rate, source.denominator) : rate;
  const finest = [common, rate, source?.denominator ?? rate].find((ticks) => ticks <= maxTicksPerSecond);
  if (finest === undefined) return { numerator: 1, denominator: 90_000 };
  return { numerator: 1, denominator: finest * Math.max(1, Math.floor(maxTicksPerSecond / finest)) };
}

function findLeastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
