import { escapeHtml } from '../shared/escapeHtml';
import type { Side } from './document';

export interface HeatMap {
  readonly title: string;
  readonly side: Exclude<Side, 'pair'>;
  /** The edges of the columns from left to right and of the rows from top to bottom: one more than cells. */
  readonly columns: readonly number[];
  readonly rows: readonly number[];
  readonly unit: string;
  readonly columnLabel: string;
  readonly rowLabel: string;
  /** Counts, row by row. */
  readonly counts: readonly (readonly number[])[];
  /** Cells to be marked, row by row. */
  readonly marked?: readonly (readonly boolean[])[];
}

const cell = 26;
/** From here on a count is written in the color of the background. */
const darkStrength = 0.65;
const [left, top, bottom] = [44, 6, 36];

/** Returns a grid of counts: the darker, the more. A cell with few is still told from an empty one. */
export function renderHeatMap(map: HeatMap): string {
  const { title, side, columns, rows, unit, columnLabel, rowLabel, counts, marked } = map;
  const greatest = Math.max(...counts.flat(), 1);
  const [width, height] = [(columns.length - 1) * cell, (rows.length - 1) * cell];
  const cells = counts.flatMap((line, row) =>
    line.map((count, column) => {
      const [x, y] = [left + column * cell, top + row * cell];
      const place = `x="${x + 1}" y="${y + 1}" width="${cell - 2}" height="${cell - 2}"`;
      if (count === 0) return `<rect class="empty" ${place}/>`;
      const strength = 0.18 + 0.82 * Math.sqrt(count / greatest);
      const tone = strength > darkStrength ? 'count strong' : 'count';
      const [from, to] = [columns[column]!, columns[column + 1]!];
      const [high, low] = [rows[row]!, rows[row + 1]!];
      const tip = `${columnLabel} ${from} – ${to}${unit}, ${rowLabel} ${low} – ${high}${unit}: ${count}`;
      const mark = marked?.[row]?.[column] ? `<rect class="mark" ${place}/>` : '';
      return `<rect class="${side}" ${place} fill-opacity="${strength.toFixed(2)}"><title>${escapeHtml(tip)}</title></rect><text class="${tone}" x="${x + cell / 2}" y="${y + cell / 2 + 3}">${count}</text>${mark}`;
    }),
  );
  const xs = columns.map((value, i) => renderTick(left + i * cell, top + height + 12, 'middle', value));
  const ys = rows.map((value, i) => renderTick(left - 4, top + i * cell + 3, 'end', value));
  const names = `<text x="${left + width / 2}" y="${top + height + 28}" text-anchor="middle">${escapeHtml(columnLabel)}</text><text x="10" y="${top + height / 2}" text-anchor="middle" transform="rotate(-90 10 ${top + height / 2})">${escapeHtml(rowLabel)}</text>`;
  return `<figure class="plot heat"><figcaption>${escapeHtml(title)}</figcaption><svg viewBox="0 0 ${left + width + 12} ${top + height + bottom}" role="img" aria-label="${escapeHtml(title)}">${cells.join('')}${xs.join('')}${ys.join('')}${names}</svg></figure>`;
}

/** Labels every second edge, zero among them. */
function renderTick(x: number, y: number, anchor: string, value: number): string {
  return value % 20 !== 0 ? '' : `<text x="${x}" y="${y}" text-anchor="${anchor}">${value}</text>`;
}
