import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readTranslationBundles } from '../../scripts/generate/translationBundles';
import { shownSentences } from '../support/sentences';

const readJson = (path: string): Record<string, string> =>
  existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};

const placeholders = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(([mark]) => mark).sort();

test.each(Object.entries(readTranslationBundles()))('every sentence has its translation: %s', async (_, bundle) => {
  const shown = await shownSentences();
  expect(shown.size).toBeGreaterThan(500);
  const missing = [...shown]
    .filter(([sentence]) => !bundle[sentence])
    .map(([sentence, place]) => `${place}: ${sentence}`);
  expect(missing).toEqual([]);
  for (const [english, text] of Object.entries(bundle))
    expect(placeholders(text), english).toEqual(placeholders(english));
});

test.each(Object.entries(readTranslationBundles()))(
  'no translation is left of a sentence that is gone: %s',
  async (_, bundle) => {
    const shown = await shownSentences();
    expect(Object.keys(bundle).filter((sentence) => !shown.has(sentence))).toEqual([]);
  },
);

test('the manifest asks for texts that both languages have', () => {
  const asked = [...readFileSync('package.json', 'utf8').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key!);
  const english = Object.keys(readJson('package.nls.json')).sort();
  expect(Object.keys(readJson('package.nls.ja.json')).sort()).toEqual(english);
  expect([...new Set(asked)].sort()).toEqual(english);
});
