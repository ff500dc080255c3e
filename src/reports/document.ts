import { escapeHtml } from '../shared/escapeHtml';
import { pagePolicy, pageStart } from './pageStart';
import { reportStyle } from './reportStyle';

export interface ReportPage {
  readonly language: string;
  readonly title: string;
  /** A line under the title. */
  readonly subtitle: string;
  /** A sentence on who may see the page. */
  readonly notice: string;
  /** HTML, from the functions of this folder. */
  readonly sections: readonly string[];
}

/**
 * Returns a page that needs nothing but itself: no script, and no style or picture from elsewhere, which its policy forbids.
 * It is light or dark as the reader's system is, and light on paper.
 */
export function renderDocument({ language, title, subtitle, notice, sections }: ReportPage): string {
  return `${pageStart}
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
${pagePolicy}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<header>
<h1>${escapeHtml(title)}</h1>
<p class="subtitle">${escapeHtml(subtitle)}</p>
<p class="notice">${escapeHtml(notice)}</p>
</header>
${sections.join('\n')}
</main>
</body>
</html>
`;
}

/** Returns a part of a page under a heading; nothing where it has no content. */
export function renderSection(heading: string, content: readonly string[], explanation?: string): string {
  const parts = content.filter((part) => part !== '');
  if (parts.length === 0) return '';
  const text = explanation === undefined ? '' : `<p class="explanation">${escapeHtml(explanation)}</p>`;
  return `<section><h2>${escapeHtml(heading)}</h2>${text}\n${parts.join('\n')}\n</section>`;
}

/** Returns a part of a section under a smaller heading. */
export function renderSubsection(heading: string, content: string): string {
  return `<div class="group"><h3>${escapeHtml(heading)}</h3>${content}</div>`;
}

/** Returns the figures that matter most, large: each with a label. */
export function renderTiles(tiles: readonly { readonly value: string; readonly label: string }[]): string {
  const items = tiles.map(
    ({ value, label }) => `<div class="tile"><b>${escapeHtml(value)}</b><span>${escapeHtml(label)}</span></div>`,
  );
  return `<div class="tiles">${items.join('')}</div>`;
}

/** Returns sentences as a list; each may have a label, which is shown as a badge, and pictures below it. */
export function renderSentences(
  sentences: readonly {
    readonly text: string;
    readonly label?: string;
    readonly side?: Side;
    readonly below?: string;
  }[],
): string {
  const items = sentences.map(({ text, label, side, below = '' }) => {
    const badge = label === undefined ? '' : `<span class="badge ${side ?? ''}">${escapeHtml(label)}</span>`;
    return `<li><div>${badge}<span>${escapeHtml(text)}</span></div>${below}</li>`;
  });
  return items.length === 0 ? '' : `<ul class="sentences">${items.join('\n')}</ul>`;
}

/** Returns facts as a list, each with its name. */
export function renderFacts(facts: readonly (readonly [name: string, value: string])[]): string {
  const items = facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`);
  return `<dl class="facts">${items.join('')}</dl>`;
}

/** Returns plots side by side. */
export function renderPlots(plots: readonly string[]): string {
  return plots.length === 0 ? '' : `<div class="grid plots">${plots.join('')}</div>`;
}

/** Returns a text with its own line breaks. */
export function renderText(text: string): string {
  return `<pre class="text">${escapeHtml(text.replaceAll('\r\n', '\n'))}</pre>`;
}

/** Returns content that is shown when its heading is clicked. */
export function renderDetails(heading: string, content: string): string {
  return `<details><summary>${escapeHtml(heading)}</summary>${content}</details>`;
}

/** One of two things that are compared, by which its color is chosen. */
export type Side = 'a' | 'b' | 'pair';
