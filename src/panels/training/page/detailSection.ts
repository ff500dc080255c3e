import { t } from '../../../shared/l10n';
import type { PreviewPicture, PreviewRecord } from '../../../shared/previewRecord';
import { element } from '../../page/element';
import { formatPercent, formatWhole } from './formatValues';
import { Plot, type PlotLine } from './plot';

export interface DetailSection {
  readonly root: HTMLElement;
  show(record: PreviewRecord | null): void;
}

/** How many previews each of the two compared quarters of the training must have at least. */
const minComparedPreviews = 4;
/** Growth below this share of the current detail is treated as none. */
const minRelevantGrowth = 0.02;

type DetailKind = readonly ['a' | 'b', 'eyes' | 'mouth'];
const kinds: readonly DetailKind[] = [
  ['a', 'eyes'],
  ['b', 'eyes'],
  ['a', 'mouth'],
  ['b', 'mouth'],
];

/** Creates the plot of the fine detail of eyes and teeth, which is learned last and so tells when to stop training. */
export function createDetailSection(): DetailSection {
  const plot = new Plot(t('Fine detail of eyes and teeth by iteration'));
  const words = element('p', { class: 'description', role: 'status' });
  const title = element('h2', { id: 'detail-title' }, t('Fine detail of eyes and teeth'));
  const root = element('section', { class: 'detail', 'aria-labelledby': title.id }, title, words, plot.root);
  return {
    root,
    show(record) {
      const pictures = record?.pictures ?? [];
      root.hidden = pictures.length === 0;
      if (pictures.length === 0) return;
      const text = judgeProgress(pictures);
      if (words.textContent !== text) words.textContent = text;
      plot.show(
        kinds.map((kind, i) => createLine(pictures, kind, i)),
        { xLabel: t('Iterations'), valueText: formatPercent },
      );
    },
  };
}

const getDetailName = ([side, part]: DetailKind) =>
  part === 'eyes' ? t('Eyes {0}', side.toUpperCase()) : t('Teeth {0}', side.toUpperCase());

function createLine(pictures: readonly PreviewPicture[], kind: DetailKind, i: number): PlotLine {
  const [side, part] = kind;
  const x = pictures.map(({ iteration }) => iteration);
  const y = pictures.map((picture) => picture[side][part]);
  const dash = part === 'mouth' ? { dash: [6, 4] } : {};
  return { label: getDetailName(kind), color: i % 2 === 0 ? 'blue' : 'orange', x, y, ...dash };
}

function judgeProgress(pictures: readonly PreviewPicture[]): string {
  const last = pictures.at(-1)!;
  const now = kinds.map((kind) => `${getDetailName(kind)} ${formatPercent(last[kind[0]][kind[1]])}`).join(' · ');
  const selectBetween = (from: number, to: number) =>
    pictures.filter(({ iteration }) => iteration > from * last.iteration && iteration <= to * last.iteration);
  const [before, after] = [selectBetween(0.5, 0.75), selectBetween(0.75, 1)];
  if (before.length < minComparedPreviews || after.length < minComparedPreviews) return now;
  const growth = computeMeanDetail(after) - computeMeanDetail(before);
  const assessment =
    growth > minRelevantGrowth * computeMeanDetail(before)
      ? t('Eyes and teeth are still gaining detail.')
      : t(
          'Eyes and teeth have hardly gained detail in the last {0} iterations: more training may not help.',
          formatWhole(last.iteration / 4),
        );
  return `${now}. ${assessment}`;
}

function computeMeanDetail(pictures: readonly PreviewPicture[]): number {
  return pictures.reduce((sum, { a, b }) => sum + (a.eyes + a.mouth + b.eyes + b.mouth) / 4, 0) / pictures.length;
}
