import { heldOutMeasures } from '../../evaluation/measures/heldOutMeasures';
import { renderDocument, renderSection, renderSentences, renderTiles } from '../../reports/document';
import { renderLegend } from '../../reports/legend';
import { type ChartLine, renderLineChart, tones } from '../../reports/lineChart';
import { renderPictureTable } from '../../reports/pictureTable';
import { renderTable } from '../../reports/table';
import { formatDuration, formatNumber } from '../../shared/jobText';
import { getLanguage, localize, t } from '../../shared/l10n';
import type { DrawnFaces } from './drawnFaces';
import type { ExperimentPlan } from './experimentFile';
import { findHeldOutMeasure, type MeasureComparison, type RunResult } from './runResults';
import type { PairStatement } from './statements';

/** What an experiment has found. */
export interface ExperimentFindings {
  readonly plan: ExperimentPlan;
  readonly results: readonly RunResult[];
  readonly comparisons: readonly MeasureComparison[];
  /** Number of the best setting, and a sentence on it; absent where nothing was measured. */
  readonly best: { readonly setting: number; readonly text: string } | undefined;
  readonly statements: readonly PairStatement[];
  /** Sentences on runs without a result. */
  readonly problems: readonly string[];
  readonly drawn: DrawnFaces;
}

/** Returns the page of an experiment, with curves and pictures. */
export function renderExperimentPage(findings: ExperimentFindings): string {
  const { plan, drawn } = findings;
  return renderDocument({
    language: getLanguage(),
    title: t('Comparison of {0} settings', plan.settings.length),
    subtitle: t('{0} as {1}, trainer {2}', plan.faces.a.name, plan.faces.b.name, String(plan.base.trainer)),
    notice:
      drawn.rows.length === 0
        ? t('Nothing of this page was sent anywhere. It shows no faces.')
        : t(
            'This page shows people, and faces made with AI. It stays on this machine: nothing of it was sent anywhere. Give it only to those who may see them.',
          ),
    sections: [
      renderTiles(listTiles(findings)),
      renderFindings(findings),
      renderFigures(findings),
      renderCurves(findings),
      renderSection(
        t('The same faces, drawn by each setting'),
        [
          renderPictureTable({
            caption: t('Faces of A that no model was trained on, from seed {0}', plan.seeds[0] ?? 1),
            columns: [t('A'), ...drawn.names],
            rows: drawn.rows.map((jpegs, i) => ({ heading: String(i + 1), jpegs })),
          }),
        ],
        t('The first column is the face of A itself; all others are made with AI.'),
      ),
      renderBase(plan),
    ],
  });
}

function listTiles({ plan, results, best }: ExperimentFindings): { value: string; label: string }[] {
  const { seconds, iterations } = plan.base;
  return [
    ...(best ? [{ value: String(best.setting), label: t('best setting: {0}', plan.settings[best.setting - 1]!) }] : []),
    { value: formatNumber(results.length), label: t('runs, {0} of each setting', plan.seeds.length) },
    typeof seconds === 'number'
      ? { value: formatDuration(seconds), label: t('of training each') }
      : { value: formatNumber(Number(iterations)), label: t('iterations each') },
  ];
}

function renderFindings({ best, statements, problems }: ExperimentFindings): string {
  const told = statements.filter(({ isTold }) => isTold);
  const untold = statements.filter(({ isTold }) => !isTold);
  return renderSection(
    t('What was found'),
    [
      renderSentences([
        ...(best ? [{ text: best.text, label: String(best.setting) }] : [{ text: t('Nothing could be measured.') }]),
        ...[...told, ...untold].map(({ first, second, text }) => ({ text, label: `${first} : ${second}` })),
        ...problems.map((text) => ({ text, label: '!', side: 'pair' as const })),
      ]),
    ],
    t(
      'Two settings are called different where their means are further apart than the seeds explain: with 95 % certainty for all pairs of a measure together (Tukey and Kramer). More seeds tell more.',
    ),
  );
}

/** Returns a number with the half of its 95 % interval. */
export function formatEstimate(mean: number, margin: number | undefined): string {
  const value = mean.toFixed(Math.abs(mean) >= 10 ? 1 : 3);
  return margin === undefined ? value : `${value} ± ${margin.toFixed(Math.abs(mean) >= 10 ? 1 : 3)}`;
}

function renderFigures({ plan, results, comparisons }: ExperimentFindings): string {
  const arrows = { higher: '↑', lower: '↓' };
  const columns = [
    { heading: '' },
    { heading: t('setting') },
    ...comparisons.map(({ measure }) => {
      const { label, unit, better } = findHeldOutMeasure(measure);
      const shown = unit === '' ? '' : ` (${localize(unit)})`;
      return { heading: `${localize(label)}${shown} ${arrows[better]}`, isNumeric: true };
    }),
    { heading: t('iterations'), isNumeric: true },
    { heading: t('iterations a second'), isNumeric: true },
  ];
  const rows = plan.settings.map((name, i) => {
    const runs = results.filter(({ setting }) => setting === i + 1);
    const estimates = comparisons.map(({ estimates: all }) => all[i]);
    return [
      String(i + 1),
      name,
      ...estimates.map((estimate) => (estimate ? formatEstimate(estimate.mean, estimate.margin) : '–')),
      runs.map(({ iterations }) => formatNumber(iterations)).join(', '),
      runs.map(({ iterationsPerSecond: rate }) => rate ?? '–').join(', '),
    ];
  });
  return renderSection(
    t('Figures'),
    [renderTable(columns, rows)],
    t('Mean over the seeds, with the interval that holds the true mean with 95 %. ↑ higher is better, ↓ lower.'),
  );
}

/** Settings whose curves are drawn: as many as can be told apart. */
const mostLines = tones.length;

function renderCurves({ plan, results, comparisons, best }: ExperimentFindings): string {
  const ranked = rankSettings(comparisons, plan.settings.length, best?.setting);
  const shown = ranked.slice(0, mostLines).sort((a, b) => a - b);
  const xLabel = typeof plan.base.seconds === 'number' ? t('minutes of training') : t('iterations');
  const charts = heldOutMeasures.map(({ name, label, unit, better }) =>
    renderLineChart({
      title: localize(label),
      note: [localize(unit), better === 'higher' ? '↑' : '↓'].filter((part) => part !== '').join(' '),
      xLabel,
      lines: shown.map((setting, i): ChartLine => {
        const runs = results.filter((run) => run.setting === setting);
        const inMinutes = typeof plan.base.seconds === 'number';
        return { name: plan.settings[setting - 1]!, tone: tones[i]!, points: joinCurves(runs, name, inMinutes) };
      }),
    }),
  );
  const legend = renderLegend(shown.map((setting, i) => ({ side: tones[i]!, text: plan.settings[setting - 1]! })));
  return renderSection(
    t('While training'),
    [legend, `<div class="grid">${charts.join('')}</div>`],
    t(
      'Mean over the seeds, on the few faces that are measured at each save; the band is from the lowest to the highest.',
    ),
  );
}

/** Returns the numbers of the settings, those with the best means of the first measure first, `best` before all. */
function rankSettings(comparisons: readonly MeasureComparison[], count: number, best: number | undefined): number[] {
  const means = comparisons[0]?.estimates.map((estimate) => estimate?.mean ?? Number.NEGATIVE_INFINITY) ?? [];
  const value = (setting: number) => (setting === best ? Number.POSITIVE_INFINITY : (means[setting - 1] ?? 0));
  return Array.from({ length: count }, (_, i) => i + 1).sort((a, b) => value(b) - value(a));
}

/** Returns the mean curve of the runs of a setting, where all of them have a value. */
function joinCurves(
  runs: readonly RunResult[],
  measure: MeasureComparison['measure'],
  inMinutes: boolean,
): ChartLine['points'] {
  const measured = runs.filter(({ curve }) => curve.length > 0);
  const rates = measured.flatMap(({ iterationsPerSecond }) => iterationsPerSecond ?? []);
  const rate = rates.reduce((sum, one) => sum + one, 0) / rates.length;
  const values = new Map<number, number[]>();
  for (const { curve } of measured)
    for (const { iteration, figures, kind } of curve) {
      const value = figures[measure];
      if (value !== undefined && kind === 'save') values.set(iteration, [...(values.get(iteration) ?? []), value]);
    }
  return [...values]
    .filter(([, own]) => own.length === measured.length)
    .sort(([a], [b]) => a - b)
    .map(([iteration, own]) => ({
      x: inMinutes ? iteration / rate / 60 : iteration,
      y: own.reduce((sum, value) => sum + value, 0) / own.length,
      min: Math.min(...own),
      max: Math.max(...own),
    }))
    .filter(({ x }) => Number.isFinite(x));
}

function renderBase({ base, faces, seeds }: ExperimentPlan): string {
  const rows = [
    [t('faces of A'), `${faces.a.name} (${formatNumber(faces.a.count)})`],
    [t('faces of B'), `${faces.b.name} (${formatNumber(faces.b.count)})`],
    [t('seeds'), seeds.join(', ')],
    ...Object.entries(base).map(([key, value]) => [key, String(value)]),
  ];
  return renderSection(t('What all settings share'), [renderTable([{ heading: '' }, { heading: '' }], rows)]);
}
