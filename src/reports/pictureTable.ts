import { escapeHtml } from '../shared/escapeHtml';

/** Pictures in rows and columns, each of which has a heading. */
export interface PictureTable {
  /** What the table shows, for those who do not see it. */
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly heading: string;
    /** The bytes of JPEGs; an empty place where there is none. */
    readonly jpegs: readonly (Uint8Array | undefined)[];
  }[];
}

/** So many columns leave room for larger pictures. */
const fewColumns = 6;

/** Returns a table of pictures, which are part of the page. */
export function renderPictureTable({ caption, columns, rows }: PictureTable): string {
  if (rows.length === 0) return '';
  const head = columns.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('');
  const body = rows.map(({ heading, jpegs }) => {
    const cells = jpegs.map((jpeg, i) =>
      jpeg
        ? `<td><img src="${encodeJpegUrl(jpeg)}" alt="${escapeHtml(`${heading}: ${columns[i] ?? ''}`)}"></td>`
        : '<td></td>',
    );
    return `<tr><th scope="row">${escapeHtml(heading)}</th>${cells.join('')}</tr>`;
  });
  return `<div class="wide"><table class="sheet${columns.length <= fewColumns ? ' few' : ''}"><caption>${escapeHtml(caption)}</caption><thead><tr><td></td>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}

/** Returns one picture as wide as the page. */
export function renderWidePicture(jpeg: Uint8Array, caption: string): string {
  return `<figure class="picture"><img src="${encodeJpegUrl(jpeg)}" alt="${escapeHtml(caption)}"><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

export function encodeJpegUrl(jpeg: Uint8Array): string {
  return `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`;
}
