import { readFileSync } from 'node:fs';
import type { Translations } from '../../src/shared/l10n';

/** The English texts of the manifest by their keys, as package.nls.json has them. */
export function readManifestTexts(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync('package.nls.json', 'utf8'));
}

/**
 * Returns the content of `package.nls.<language>.json`: the key of each text of the manifest with its translation. A text
 * without one is left out, so that VS Code shows it in English.
 */
export function translateManifest(translations: Translations): Record<string, string> {
  const translated = Object.entries(readManifestTexts()).map(([key, english]) => [key, translations[english]]);
  return Object.fromEntries(translated.filter(([, text]) => text !== undefined));
}
