import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectProductTexts } from '../../../scripts/l10n/productTexts';

/** What the generators and the list of untranslated texts read. */
const copied = [
  'docs',
  'l10n',
  'presets',
  'schemas',
  'scripts',
  'src',
  'test/support',
  'package.json',
  'package.nls.json',
  'tsconfig.json',
];
const language = 'xx';
const translate = (text: string) => `«${text}»`;

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'new-language-'));
  for (const name of copied) cpSync(name, join(copy, name), { recursive: true });
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'), 'dir');
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

const run = (...args: string[]) => execFileSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
const read = (path: string) => readFileSync(join(copy, path), 'utf8');

test('a new language is one file, and no source changes', async () => {
  const bundlePath = join(copy, `l10n/bundle.l10n.${language}.json`);
  writeFileSync(bundlePath, '{}');
  const texts = [...(await collectProductTexts()).keys()];
  expect(run('scripts/l10n/run.mjs')).toContain(`${language}: 0 of ${texts.length} texts are translated`);

  writeFileSync(bundlePath, JSON.stringify(Object.fromEntries(texts.map((text) => [text, translate(text)]))));
  expect(run('scripts/l10n/run.mjs')).toContain(`${language}: ${texts.length} of ${texts.length} texts are translated`);
  run('scripts/generate/run.mjs');

  const english: Record<string, string> = JSON.parse(read('package.nls.json'));
  const manifest: Record<string, string> = JSON.parse(read(`package.nls.${language}.json`));
  expect(Object.keys(manifest)).toEqual(Object.keys(english));
  for (const [key, text] of Object.entries(english)) expect(manifest[key]).toBe(translate(text));
  expect(read('schemas/train.ini.schema.json')).toContain(`"x-${language}": "«`);
  expect(read('schemas/tasks.schema.json')).toContain('«');

  const page = run('--input-type=module', '--eval', renderPage);
  expect(page).toContain(`<span lang="${language}">${translate('Play both')}</span>`);
});

/** Prints the template of the demo's page in all languages. */
const renderPage = `
  import { runnerImport } from 'vite';
  const { module } = await runnerImport('/scripts/demo/pageTexts.ts', { configFile: false, root: process.cwd() });
  console.log(module.renderTemplate());
`;
