import { readdirSync, readFileSync } from 'node:fs';
import type { TranslationBundles } from '../../src/options/optionSchema';

/** The translations of every language that has a file `l10n/bundle.l10n.<language>.json`, by the code of the language. */
export function readTranslationBundles(): TranslationBundles {
  return Object.fromEntries(
    readdirSync('l10n').flatMap((name) => {
      const language = /^bundle\.l10n\.([\w-]+)\.json$/.exec(name)?.[1];
      return language ? [[language, JSON.parse(readFileSync(`l10n/${name}`, 'utf8'))]] : [];
    }),
  );
}
