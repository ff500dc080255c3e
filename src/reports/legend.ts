import { escapeHtml } from '../shared/escapeHtml';
import type { Tone } from './lineChart';

/** Returns what the colors of the plots below it mean; `mark` is a frame around a cell. */
export function renderLegend(entries: readonly { readonly side: Tone | 'mark'; readonly text: string }[]): string {
  const items = entries.map(({ side, text }) => `<span><i class="${side}"></i>${escapeHtml(text)}</span>`);
  return `<div class="legend">${items.join('')}</div>`;
}
