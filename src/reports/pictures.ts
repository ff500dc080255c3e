import { escapeHtml } from '../shared/escapeHtml';
import { encodeJpegUrl } from './pictureTable';

export interface ReportPicture {
  /** The bytes of a JPEG. */
  readonly jpeg: Uint8Array;
  readonly caption: string;
  /** What it shows, for those who do not see it. */
  readonly description: string;
}

/** Returns pictures side by side, each with its caption; they are part of the page. */
export function renderPictures(pictures: readonly ReportPicture[]): string {
  if (pictures.length === 0) return '';
  const items = pictures.map(
    ({ jpeg, caption, description }) =>
      `<figure><span class="frame"><img src="${encodeJpegUrl(jpeg)}" alt="${escapeHtml(description)}" width="112" height="112"></span><figcaption title="${escapeHtml(caption)}">${escapeHtml(caption)}</figcaption></figure>`,
  );
  return `<div class="pictures">${items.join('')}</div>`;
}
