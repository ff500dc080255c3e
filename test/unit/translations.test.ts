import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CallExpression, parsedSources } from '../support/parsedSource';

const readJson = (path: string): Record<string, string> =>
  existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};

const isWording = ({ callee }: CallExpression) => callee.type === 'Identifier' && callee.name === 't';

function sentences(): Map<string, string> {
  const found = new Map<string, string>();
  for (const { path, calls } of parsedSources('src')) {
    for (const call of calls.filter(isWording)) {
      const [message] = call.arguments;
      if (message?.type !== 'Literal' || typeof message.value !== 'string')
        throw new Error(`${path}: t() needs a literal sentence, for its translation to be found`);
      found.set(message.value, path);
    }
  }
  return found;
}

const placeholders = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(([mark]) => mark).sort();

test('every sentence that is shown has its Japanese, with the same blanks to fill', () => {
  const japanese = readJson('l10n/bundle.l10n.ja.json');
  const shown = sentences();
  expect(shown.size).toBeGreaterThan(50);
  const missing = [...shown]
    .filter(([sentence]) => !japanese[sentence])
    .map(([sentence, path]) => `${path}: ${sentence}`);
  expect(missing).toEqual([]);
  for (const [english, text] of Object.entries(japanese))
    expect(placeholders(text), english).toEqual(placeholders(english));
});

test('no translation is left of a sentence that is gone', () => {
  const shown = sentences();
  expect(Object.keys(readJson('l10n/bundle.l10n.ja.json')).filter((sentence) => !shown.has(sentence))).toEqual([]);
});

test('the manifest asks for texts that both languages have', () => {
  const asked = [...readFileSync('package.json', 'utf8').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key!);
  const english = Object.keys(readJson('package.nls.json')).sort();
  expect(Object.keys(readJson('package.nls.ja.json')).sort()).toEqual(english);
  expect([...new Set(asked)].sort()).toEqual(english);
});
