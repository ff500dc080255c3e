import { escapeHtml } from '../shared/escapeHtml';

export interface TableColumn {
  readonly heading: string;
  /** Whether its cells are aligned to the right. */
  readonly isNumeric?: boolean;
}

/** Returns a table; every cell is text. */
export function renderTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const renderCell = (tag: 'th' | 'td') => (text: string, column: number) =>
    `<${tag}${columns[column]?.isNumeric ? ' class="number"' : ''}>${escapeHtml(text)}</${tag}>`;
  const head = columns.map(({ heading }) => heading).map(renderCell('th'));
  const body = rows.map((row) => `<tr>${row.map(renderCell('td')).join('')}</tr>`);
  return `<div class="wide"><table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}
