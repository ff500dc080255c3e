import { type StoredCurve, smoothed } from './curveStore';
import { lossName } from './format';
import type { PlotLine } from './plot';
import type { View } from './viewState';

/** A model whose losses can be shown, by its number in the list of them. */
export type NamedRuns = readonly { readonly name: string }[];

const colors = ['blue', 'orange', 'purple', 'green', 'red', 'yellow'];
const dashes: readonly (readonly number[] | undefined)[] = [undefined, [7, 4], [2, 3], [9, 3, 2, 3], [4, 2]];

/** The chosen losses of the chosen runs: a colour a loss, dashes a run. */
export function lossLines(view: View, runs: NamedRuns, curveOf: (run: number) => StoredCurve | undefined): PlotLine[] {
  return view.runs.flatMap((run, place) => {
    const curve = curveOf(run);
    if (!curve) return [];
    const x = view.axis === 'hours' ? hoursOf(curve) : curve.iterations;
    return view.losses.flatMap((name, i): PlotLine[] => {
      const series = curve.series.get(name);
      if (!series) return [];
      const label = run === 0 ? lossName(name) : `${runs[run]?.name ?? ''}: ${lossName(name)}`;
      const dash = dashes[place % dashes.length];
      const color = colors[i % colors.length]!;
      const band = run === 0 ? { min: series.min, max: series.max } : {};
      return [{ label, color, x, y: smoothed(series.mean, view.smoothing), ...band, ...(dash && { dash }) }];
    });
  });
}

/** A stretch without a line is at the time of the one before. */
function hoursOf({ seconds }: StoredCurve): number[] {
  const first = seconds.find((second) => second !== null) ?? 0;
  let last = first;
  return seconds.map((second) => {
    last = Math.max(last, second ?? last);
    return (last - first) / 3600;
  });
}
