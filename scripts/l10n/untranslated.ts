import { collectProductTexts } from './productTexts';
import { readTranslationBundles } from './translationBundles';
import { findTranslationGaps } from './translationGaps';

/** Returns lines that list, for each language, what is untranslated, left over, or has other placeholders. */
export async function listTranslationGaps(): Promise<readonly string[]> {
  const texts = await collectProductTexts();
  return Object.entries(readTranslationBundles()).flatMap(([language, bundle]) => {
    const { untranslated, leftOver, wrongPlaceholders } = findTranslationGaps(texts, bundle);
    return [
      `${language}: ${texts.size - untranslated.length} of ${texts.size} texts are translated`,
      ...untranslated.map((text) => `  untranslated: ${text}`),
      ...leftOver.map((text) => `  left over: ${text}`),
      ...wrongPlaceholders.map((text) => `  other placeholders than the English text: ${text}`),
    ];
  });
}
