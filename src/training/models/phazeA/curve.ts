export type CurveMode = 'full' | 'cap_max' | 'cap_min';

/**
 * Widths of `count` layers in multiples of 8, from `start` to `end`.
 *
 * `full`: along y = (x - x·s) / (s - 2·s·x + 1) of the slope s, over x from 0 to 1: a line for 0, steep at first below it.
 * `cap_max` and `cap_min`: each is narrower than the one before by the share |s|, until `end`; layers that are left over
 * have the width `start`, before the others, or `end`, behind them.
 * @param slope -0.99..0.99
 */
export function curve(
  start: number,
  end: number,
  count: number,
  slope: number,
  mode: CurveMode = 'full',
): readonly number[] {
  if (mode === 'full')
    return Array.from({ length: count }, (_, i) => {
      const x = count > 1 ? i / (count - 1) : 0;
      return inEights(start + ((end - start) * (x - x * slope)) / (slope - 2 * slope * x + 1));
    });
  const falling: number[] = [];
  for (let width = inEights(start); falling.length < count; width = inEights(width * (1 - Math.abs(slope)))) {
    falling.push(Math.max(width, inEights(end)));
    if (width <= end) break;
  }
  const rest = new Array<number>(count - falling.length);
  return mode === 'cap_max' ? [...rest.fill(inEights(start)), ...falling] : [...falling, ...rest.fill(inEights(end))];
}

function inEights(width: number): number {
  return Math.max(8, 8 * Math.floor(width / 8 + 1e-9)); // 64 may come as 63.999…
}
