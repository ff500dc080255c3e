import { makePlainText } from './plainText';

const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Returns a text for the content or an attribute of HTML and SVG; marks that could deceive are shown as what they are. */
export function escapeHtml(text: string): string {
  return makePlainText(text).replace(/[&<>"']/g, (sign) => names[sign]!);
}
