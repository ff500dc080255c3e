import { swapMeasures } from '../../evaluation/measures/swapMeasures';
import { type ChartLine, type LineChart, renderLineChart } from '../../reports/lineChart';
import { localize, t } from '../../shared/l10n';
import type { LossCurve } from '../../training/store/curves/lossCurve';
import type { StoredEvaluation } from '../evaluate/readEvaluation';

/** Losses beyond so many plots say the same again. */
const mostPlots = 12;

/** Returns the plots of the losses of both sides, then of their parts; empty where nothing was logged. */
export function renderLossCharts(curve: LossCurve): { readonly main: string; readonly parts: readonly string[] } {
  const names = [...new Set(curve.names.map((name) => name.replace(/_[ab]$/, '')))].filter((name) => name !== 'loss');
  // The only part of a loss is the loss itself.
  const parts =
    names.length > 1 ? names.map((name) => renderLossChart(curve, name)).filter((chart) => chart !== '') : [];
  return { main: renderLossChart(curve, 'loss', true), parts: parts.slice(0, mostPlots) };
}

function renderLossChart(curve: LossCurve, name: string, isWide = false): string {
  const { span, from, series } = curve.slice();
  const lines = (['a', 'b', ''] as const).flatMap((side): ChartLine[] => {
    const values = series.get(side === '' ? name : `${name}_${side}`);
    if (!values) return [];
    const points = [...values.mean].map((y, i) => ({
      x: Math.min((from + i + 1) * span, curve.lastIteration),
      ...{ y, min: values.min[i]!, max: values.max[i]! },
    }));
    return [{ name: nameLoss(name, side), tone: side === '' ? 'c' : side, points }];
  });
  const ys = lines.flatMap(({ points }) => points.map(({ y }) => y)).filter(Number.isFinite);
  const [least, greatest] = [Math.min(...ys), Math.max(...ys)];
  return renderLineChart({
    title: name === 'loss' ? t('Loss of each side') : name,
    xLabel: t('iterations'),
    ...{ lines, isWide, isLogarithmic: least > 0 && greatest > logarithmicFrom * least },
  });
}

/** Greater ratios of the highest and the lowest loss are drawn on a logarithmic scale. */
const logarithmicFrom = 8;

function nameLoss(name: string, side: 'a' | 'b' | ''): string {
  if (side === '') return name;
  if (name === 'loss') return side === 'a' ? t('Loss A') : t('Loss B');
  return `${name} ${side.toUpperCase()}`;
}

/** Points of a plot; more are averaged. */
const shownPoints = 160;

/** Returns a plot for each measure over the frames of a result: of its faces, and of the source where both move. */
export function renderFrameCharts({ perFrame, measures }: Pick<StoredEvaluation, 'perFrame' | 'measures'>): string[] {
  return swapMeasures.flatMap(({ name, label, unit, better }) => {
    const [results, sources] = (['result', 'source'] as const).map((side) =>
      averagePoints(
        perFrame.flatMap(({ index, values }) =>
          values.flatMap((face) => {
            const value = face[name];
            if (value === undefined || (typeof value === 'number' && side === 'source')) return [];
            return [{ x: index, y: typeof value === 'number' ? value : value[side] }];
          }),
        ),
      ),
    );
    const lines: ChartLine[] = [
      { name: t('Result'), tone: 'a', points: results! },
      ...(sources!.length > 0 ? [{ name: t('Source'), tone: 'b', points: sources! } as const] : []),
    ];
    const known = measures.find(({ measure }) => measure === label || measure === localize(label));
    const best = known?.bestAtOutputSize ?? known?.best;
    const levels = best == null || sources!.length > 0 ? [] : [{ name: t('best'), value: best }];
    const note = sources!.length > 0 ? t('the closer, the better') : describeDirection(better);
    const chart: LineChart = {
      title: localize(label),
      levels,
      note: joinNotes(localize(unit), note),
      xLabel: t('frames'),
      lines,
    };
    return results!.length < 2 ? [] : [renderLineChart(chart)];
  });
}

/** Averages values until no more are left than a plot shows, each with the last place of its part. */
export function averagePoints(points: readonly { readonly x: number; readonly y: number }[]) {
  const each = Math.max(1, Math.ceil(points.length / shownPoints));
  return Array.from({ length: Math.ceil(points.length / each) }, (_, i) => {
    const part = points.slice(i * each, (i + 1) * each);
    return { x: part.at(-1)!.x, y: part.reduce((sum, { y }) => sum + y, 0) / part.length };
  });
}

export function describeDirection(better: 'higher' | 'lower'): string {
  return better === 'higher' ? t('higher is better') : t('lower is better');
}

export function joinNotes(...notes: readonly string[]): string {
  return notes.filter((note) => note !== '').join(', ');
}
