import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generatedFiles } from '../../../scripts/generate/generatedFiles';

const paths = generatedFiles.map(({ path }) => path);

test.each(generatedFiles)('$path is up to date (npm run generate)', async ({ path, generate }) => {
  const current = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const content = await generate(current);
  expect(current).toBe(content);
});

test('each generated file is listed once', () => {
  expect(paths.filter((path, i) => paths.indexOf(path) !== i)).toEqual([]);
});

test('every schema of a settings file and every drawn picture in the repository is generated', () => {
  const pictures = readdirSync('docs/pictures').filter((name) => name.endsWith('.svg'));
  const schemas = readdirSync('schemas').filter((name) => name.endsWith('.ini.schema.json'));
  const found = [...pictures.map((name) => `docs/pictures/${name}`), ...schemas.map((name) => `schemas/${name}`)];
  expect(found.filter((path) => !paths.includes(path))).toEqual([]);
});

test('every drawn picture is shown on a page of the documentation', () => {
  const pages = readdirSync('docs').filter((name) => name.endsWith('.md'));
  const text = pages.map((name) => readFileSync(`docs/${name}`, 'utf8')).join('\n');
  const pictures = paths.flatMap((path) => /^docs\/(.*\.svg)$/.exec(path)?.[1] ?? []);
  expect(pictures.length).toBeGreaterThan(10);
  expect(pictures.filter((picture) => !text.includes(`](${picture})`))).toEqual([]);
});
