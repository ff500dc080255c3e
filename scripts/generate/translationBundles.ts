import { readdirSync, readFileSync } from 'node:fs';
import type { TranslationBundles } from '../../src/options/optionSchema';

/** The translations of every language that has a file in `l10n`, by its code. */
export function readTranslationBundles(): TranslationBundles {
  return Object.fromEntries(
    readdirSync('l10n').flatMap((name) => {
      const language = /^bundle\.l10n\.(\w+)\.json$/.exec(name)?.[1];
      return language ? [[language, JSON.parse(readFileSync(`l10n/${name}`, 'utf8'))]] : [];
    }),
  );
}
