import { t } from '../../../shared/l10n';
import { element } from '../../page/element';
import type { EvaluationMessage, ShownMeasure } from '../contract';
import { formatFigure, formatWhole } from './formatValues';
import type { NamedRuns } from './lossCurves';

type Points = EvaluationMessage['points'];

/** Returns the newest value of each measure, each with an arrow that says whether it is better than the one before. */
export function createNewestFigures(points: Points, measures: readonly ShownMeasure[]): HTMLElement[] {
  return measures.flatMap((measure, at) => {
    const known = points.flatMap(({ values }) => values[at] ?? []);
    const [before, last] = [known.at(-2), known.at(-1)];
    if (last === undefined) return [];
    const title = describeChange(measure, last, before);
    const mark = before === undefined || before === last ? '' : last > before ? ' ▲' : ' ▼';
    const spoken = element('span', { class: 'visually-hidden' }, title === '' ? '' : `, ${title}`);
    const arrow = element('span', { 'aria-hidden': 'true' }, mark);
    const value = element('dd', { title }, `${formatFigure(last)} ${measure.unit}`.trim(), arrow, spoken);
    return [element('div', {}, element('dt', {}, measure.label), value)];
  });
}

function isBetter({ better }: ShownMeasure, now: number, before = now): boolean {
  return better === 'higher' ? now > before : now < before;
}

function describeChange(measure: ShownMeasure, now: number, before: number | undefined): string {
  if (before === undefined) return '';
  if (before === now) return t('as before');
  const by = formatFigure(Math.abs(now - before));
  return isBetter(measure, now, before) ? t('better than before by {0}', by) : t('worse than before by {0}', by);
}

const maxTableRows = 40;

/** Returns a table of all figures, latest first, of evenly spaced evaluations. */
export function createEvaluationTable(
  shown: readonly EvaluationMessage[],
  measures: readonly ShownMeasure[],
  runs: NamedRuns,
): HTMLElement {
  const texts = [t('Model'), t('Iteration'), t('Faces'), ...measures.map(nameWithUnit)];
  const head = texts.map((text) => element('th', { scope: 'col' }, text));
  const rows = shown.flatMap(({ run, points }) => {
    const every = Math.max(1, Math.ceil(points.length / maxTableRows));
    const kept = points.filter((_, i) => (points.length - 1 - i) % every === 0).reverse();
    return kept.map(({ iteration, faces, values }) =>
      element(
        'tr',
        {},
        element('td', {}, runs[run]?.name ?? ''),
        element('th', { scope: 'row' }, formatWhole(iteration)),
        element('td', {}, formatWhole(faces)),
        ...measures.map((_, at) => element('td', {}, values[at] == null ? '–' : formatFigure(values[at]))),
      ),
    );
  });
  const caption = element('caption', {}, t('What was measured at each iteration'));
  return element('table', {}, caption, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...rows));
}

function nameWithUnit({ label, unit, better }: ShownMeasure): string {
  return `${label}${unit === '' ? '' : `, ${unit}`} ${better === 'higher' ? '↑' : '↓'}`;
}
