import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readManifestTexts } from '../../scripts/l10n/manifestTexts';
import { collectProductTexts } from '../../scripts/l10n/productTexts';
import { readTranslationBundles } from '../../scripts/l10n/translationBundles';
import { findTranslationGaps } from '../../scripts/l10n/translationGaps';

const bundles = Object.entries(readTranslationBundles());

test.each(bundles)(
  'every text of the product is translated, and no translation is left over: %s',
  async (_, bundle) => {
    const texts = await collectProductTexts();
    expect(texts.size).toBeGreaterThan(800);
    expect(findTranslationGaps(texts, bundle)).toEqual({ untranslated: [], leftOver: [], wrongPlaceholders: [] });
  },
);

test('the manifest asks for the texts of package.nls.json, and for no others', () => {
  const keys = [...readFileSync('package.json', 'utf8').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key!);
  expect([...new Set(keys)].sort()).toEqual(Object.keys(readManifestTexts()).sort());
});

test('only languages with a bundle have texts of the manifest', () => {
  const languages = readdirSync('.').flatMap((name) => /^package\.nls\.(.+)\.json$/.exec(name)?.[1] ?? []);
  expect(languages.sort()).toEqual(bundles.map(([language]) => language).sort());
});
