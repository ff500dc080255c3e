import {
  type HeldOutMeasure,
  type HeldOutMeasureName,
  heldOutMeasures,
} from '../../evaluation/measures/heldOutMeasures';
import { renderPlots, renderSection, renderSentences } from '../../reports/document';
import { renderLegend } from '../../reports/legend';
import { type ChartLine, renderLineChart } from '../../reports/lineChart';
import { renderTable } from '../../reports/table';
import { formatNumber } from '../../shared/jobText';
import { localize, t } from '../../shared/l10n';
import { describeTrends } from '../../training/store/curves/describeTrends';
import type { EvaluationEntry, EvaluationKind } from '../../training/store/curves/evaluationRows';
import { findTrends } from '../../training/store/curves/trends';
import { averagePoints, describeDirection, joinNotes } from './modelCharts';

const all: readonly (HeldOutMeasure & { readonly name: HeldOutMeasureName })[] = heldOutMeasures;

/** What was measured of a model by one measure. */
export interface HeldOutFigure {
  readonly measure: HeldOutMeasure;
  /** The newest value, and the iteration that it is of. */
  readonly value: number;
  readonly iteration: number;
  /** By how much the newest value is greater than the one before, among evaluations of as many faces. */
  readonly change?: number;
  /** The best value of the same kind of evaluation, and its iteration. */
  readonly best: number;
  readonly bestIteration: number;
}

/** Returns the newest value of each measure: of the evaluation of more faces where there is one. */
export function listHeldOutFigures(entries: readonly EvaluationEntry[]): HeldOutFigure[] {
  const kind = entries.findLast((entry) => entry.kind === 'full')?.kind ?? 'save';
  return all.flatMap((measure) => {
    const points = listPoints(entries, kind, measure.name);
    const last = points.at(-1);
    if (!last) return [];
    const sign = measure.better === 'higher' ? 1 : -1;
    const best = points.reduce((found, point) => (sign * point.y > sign * found.y ? point : found));
    const before = points.at(-2);
    return [
      {
        ...{ measure, value: last.y, iteration: last.x, best: best.y, bestIteration: best.x },
        ...(before && { change: last.y - before.y }),
      },
    ];
  });
}

/** Returns the part of a page on the faces that a model was not trained on: a table, and a plot of each measure. */
export function renderHeldOutPart(entries: readonly EvaluationEntry[]): string {
  const figures = listHeldOutFigures(entries);
  const trend = describeTrends(findTrends(entries), entries.at(-1)?.iteration ?? 0);
  const kinds = [
    { kind: 'save', tone: 'a', name: t('at each save, of few faces') },
    { kind: 'full', tone: 'b', name: t('at each snapshot and at the end, of more faces') },
  ] as const;
  const shown = kinds.filter(({ kind }) => entries.some((entry) => entry.kind === kind));
  const plots = all.map(({ name, label, unit, better }) => {
    const lines = shown.map(
      ({ kind, tone, name: line }): ChartLine => ({
        name: line,
        tone,
        points: averagePoints(listPoints(entries, kind, name)),
      }),
    );
    const note = joinNotes(localize(unit), describeDirection(better));
    return renderLineChart({ title: localize(label), note, xLabel: t('iterations'), lines });
  });
  return renderSection(
    t('On held-out faces'),
    figures.length === 0
      ? []
      : [
          trend === undefined ? '' : renderSentences([{ text: trend }]),
          renderFigures(figures),
          renderLegend(shown.map(({ tone, name }) => ({ side: tone, text: name }))),
          renderPlots(plots.filter((plot) => plot !== '')),
        ],
    t('What was measured, while the model was trained, on faces of the same people that it was not trained on.'),
  );
}

function renderFigures(figures: readonly HeldOutFigure[]): string {
  const text = [t('measure'), t('unit'), t('better'), t('newest'), t('change'), t('best so far'), t('at iteration')];
  const columns = text.map((heading, i) => ({ heading, isNumeric: i >= 3 }));
  const rows = figures.map(({ measure: { label, unit, better }, value, change, best, bestIteration }) => [
    localize(label),
    localize(unit),
    better === 'higher' ? t('higher') : t('lower'),
    value.toFixed(3),
    change === undefined ? '–' : `${change >= 0 ? '+' : '−'}${Math.abs(change).toFixed(3)}`,
    best.toFixed(3),
    formatNumber(bestIteration),
  ]);
  return renderTable(columns, rows);
}

function listPoints(entries: readonly EvaluationEntry[], kind: EvaluationKind, name: HeldOutMeasureName) {
  return entries.flatMap((entry) => {
    const value = entry.figures[name];
    return value === undefined || entry.kind !== kind ? [] : [{ x: entry.iteration, y: value }];
  });
}
