import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The rows of the table in docs/bad-input.md: what, sentence, test. */
const rows = readFileSync('docs/bad-input.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| what '))
  .map((line) => line.split('|').map((cell) => cell.trim()));

function readSources(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return names.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}

test('the code has the sentences of docs/bad-input.md', () => {
  const sources = readSources('src').replace(/\{\d\}/g, '…');
  const sentences = rows.flatMap(([, , sentence]) => /^"(.*)"/.exec(sentence!)?.[1] ?? []);
  expect(sentences.length).toBeGreaterThan(10);
  expect(sentences.filter((sentence) => !sources.includes(sentence))).toEqual([]);
});

test('the tests that docs/bad-input.md names exist', () => {
  const absent = rows.filter(([, , , reference]) => {
    const [, file, title] = /^(\S+): (.*)$/.exec(reference!) ?? [];
    const paths = ['test', 'integration.test'].map((ending) => `test/unit/${file}.${ending}.ts`);
    return !title || !paths.some((path) => existsSync(path) && readFileSync(path, 'utf8').includes(title));
  });
  expect(absent).toEqual([]);
});
