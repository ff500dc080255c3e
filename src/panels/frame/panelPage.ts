import { randomBytes } from 'node:crypto';
import { escapeHtml } from '../../shared/escapeHtml';
import { type BootData, bootDataElementId } from '../protocol/messages';

export interface PageParts {
  /** The only origin of scripts, styles, fonts and pictures. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  readonly title: string;
  readonly boot: BootData;
}

/** Returns the HTML of a panel. Its policy forbids inline scripts, other origins, and sending data anywhere. */
export function renderPanelPage({ cspSource, scriptUri, styleUri, title, boot }: PageParts): string {
  const nonce = randomBytes(18).toString('base64url');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} blob:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(boot.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${escapeHtml(styleUri)}">
</head>
<body>
<script type="application/json" id="${bootDataElementId}">${JSON.stringify(boot).replaceAll('<', '\\u003c')}</script>
<main id="root"></main>
<script nonce="${nonce}" src="${escapeHtml(scriptUri)}"></script>
</body>
</html>`;
}
