import { t } from '../../../shared/l10n';
import { element } from '../../page/element';
import type { CurveStore } from './curveStore';
import { loss, lossName, whole } from './format';
import type { View } from './viewState';

const mostRows = 40;

/** The curves in figures, newest first: means of evenly spread stretches. */
export function lossTable(store: CurveStore, view: View, runs: readonly { readonly name: string }[]): HTMLElement {
  const parts = view.runs.flatMap((run) => {
    const curve = store.curve(run);
    return curve ? [{ name: runs[run]?.name ?? '', curve }] : [];
  });
  const caption = element('caption', {}, t('Mean losses up to each iteration'));
  const head = element(
    'tr',
    {},
    ...[t('Model'), t('Iteration'), ...view.losses.map(lossName)].map((text) => element('th', { scope: 'col' }, text)),
  );
  const rows = parts.flatMap(({ name, curve }) => {
    const every = Math.max(1, Math.ceil(curve.iterations.length / mostRows));
    const last = curve.iterations.length - 1;
    const shown = curve.iterations.map((_, i) => i).filter((i) => (last - i) % every === 0);
    return shown.reverse().map((i) =>
      element(
        'tr',
        {},
        element('td', {}, name),
        element('th', { scope: 'row' }, whole(curve.iterations[i]!)),
        ...view.losses.map((key) => {
          const value = curve.series.get(key)?.mean[i] ?? null;
          return element('td', {}, value === null ? '–' : loss(value));
        }),
      ),
    );
  });
  return element('table', {}, caption, element('thead', {}, head), element('tbody', {}, ...rows));
}
