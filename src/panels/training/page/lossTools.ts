import { t } from '../../../shared/l10n';
import { button, element } from '../../page/element';
import { createChoice } from './choice';
import { loss } from './format';
import type { Plot } from './plot';
import type { ViewState } from './viewState';

/** How the losses are drawn. */
export function lossTools(state: ViewState, plot: Plot, showAll: () => void): HTMLElement {
  const check = (key: 'logScale' | 'table', text: string) => {
    const box = element('input', { type: 'checkbox', checked: state.view[key] });
    box.addEventListener('change', () => state.set({ [key]: box.checked }));
    return element('label', {}, box, text);
  };
  const smoothing = element('input', { type: 'range', min: 0, max: 0.99, step: 0.01 });
  smoothing.value = String(state.view.smoothing);
  const tell = () => smoothing.setAttribute('aria-valuetext', loss(state.view.smoothing));
  smoothing.addEventListener('input', () => {
    state.set({ smoothing: Number(smoothing.value) });
    tell();
  });
  tell();
  return element(
    'div',
    { class: 'tools' },
    createChoice(state, 'axis', t('Horizontal axis'), [
      ['iterations', t('Iterations')],
      ['hours', t('Hours')],
    ]),
    check('logScale', t('Log scale')),
    element('label', {}, t('Smoothing'), smoothing),
    element(
      'span',
      { class: 'zoom-buttons' },
      button({ icon: 'zoom-in', title: t('Zoom in') }, () => plot.zoom(0.5)),
      button({ icon: 'zoom-out', title: t('Zoom out') }, () => plot.zoom(2)),
      button({ icon: 'screen-full', title: t('Show all') }, showAll),
    ),
    check('table', t('Table')),
  );
}
