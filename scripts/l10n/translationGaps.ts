import type { Translations } from '../../src/shared/l10n';

/** What keeps the bundle of a language from being complete. */
export interface TranslationGaps {
  /** Texts of the product that the bundle does not translate, each with its place. */
  readonly untranslated: readonly string[];
  /** Texts of the bundle that the product no longer has. */
  readonly leftOver: readonly string[];
  /** Texts whose translation does not have the same placeholders (`{0}`, `{1}`, …). */
  readonly wrongPlaceholders: readonly string[];
}

/** Compares the bundle of a language with `texts`, the texts of the product and their places. */
export function findTranslationGaps(texts: ReadonlyMap<string, string>, bundle: Translations): TranslationGaps {
  return {
    untranslated: [...texts].filter(([text]) => !bundle[text]).map(([text, place]) => `${place}: ${text}`),
    leftOver: Object.keys(bundle).filter((text) => !texts.has(text)),
    wrongPlaceholders: Object.entries(bundle)
      .filter(([text, translation]) => listPlaceholders(text) !== listPlaceholders(translation))
      .map(([text]) => text),
  };
}

function listPlaceholders(text: string): string {
  return [...text.matchAll(/\{\d+\}/g)]
    .map(([placeholder]) => placeholder)
    .sort()
    .join(' ');
}
