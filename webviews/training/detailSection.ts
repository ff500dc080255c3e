import { t } from '../../src/shared/l10n';
import type { PreviewPicture, PreviewRecord } from '../../src/shared/previewRecord';
import { element } from '../common/element';
import { percent, whole } from './format';
import { Plot, type PlotLine } from './plot';

export interface DetailSection {
  readonly root: HTMLElement;
  show(record: PreviewRecord | null): void;
}

/** Previews that are compared to tell whether detail still grows: so many now against so many before. */
const compared = 6;
/** Less than this is no growth, as a share of all detail. */
const growthThatCounts = 0.01;

type Kind = readonly ['a' | 'b', 'eyes' | 'mouth'];
const kinds: readonly Kind[] = [
  ['a', 'eyes'],
  ['b', 'eyes'],
  ['a', 'mouth'],
  ['b', 'mouth'],
];

/** How much of the fine detail of eyes and teeth the model has learned: it comes last, and tells when to stop. */
export function createDetailSection(): DetailSection {
  const plot = new Plot(t('Fine detail of eyes and teeth over the iterations'));
  const words = element('p', { class: 'description', role: 'status' });
  const title = element('h2', { id: 'detail-title' }, t('Fine detail of eyes and teeth'));
  const root = element('section', { class: 'detail', 'aria-labelledby': title.id }, title, words, plot.root);
  return {
    root,
    show(record) {
      const pictures = record?.pictures ?? [];
      root.hidden = pictures.length === 0;
      if (pictures.length === 0) return;
      const text = verdict(pictures);
      if (words.textContent !== text) words.textContent = text;
      plot.show(
        kinds.map((kind, i) => lineOf(pictures, kind, i)),
        { xLabel: t('Iterations'), valueText: percent },
      );
    },
  };
}

const nameOf = ([side, part]: Kind) =>
  part === 'eyes' ? t('Eyes {0}', side.toUpperCase()) : t('Teeth {0}', side.toUpperCase());

function lineOf(pictures: readonly PreviewPicture[], kind: Kind, i: number): PlotLine {
  const [side, part] = kind;
  const x = pictures.map(({ iteration }) => iteration);
  const y = pictures.map((picture) => picture[side][part]);
  const dash = part === 'mouth' ? { dash: [6, 4] } : {};
  return { label: nameOf(kind), color: i % 2 === 0 ? 'blue' : 'orange', x, y, ...dash };
}

function verdict(pictures: readonly PreviewPicture[]): string {
  const last = pictures.at(-1)!;
  const now = kinds.map((kind) => `${nameOf(kind)} ${percent(last[kind[0]][kind[1]])}`).join(' · ');
  if (pictures.length < 2 * compared) return now;
  const mean = (some: readonly PreviewPicture[]) =>
    some.reduce((sum, { a, b }) => sum + (a.eyes + a.mouth + b.eyes + b.mouth) / 4, 0) / some.length;
  const growth = mean(pictures.slice(-compared)) - mean(pictures.slice(-2 * compared, -compared));
  const over = whole(last.iteration - pictures.at(-2 * compared)!.iteration);
  const judgement =
    growth > growthThatCounts
      ? t('They still gain detail.')
      : t('They have hardly gained any over the last {0} iterations: more training may not help.', over);
  return `${now}. ${judgement}`;
}
