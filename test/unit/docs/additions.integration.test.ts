import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AddedText, additions } from '../../../scripts/generate/additions';
import { readTranslationBundles } from '../../../scripts/l10n/translationBundles';

// One of each kind is added, as CONTRIBUTING.md says, to a copy of the repository: all that is derived must follow.

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'additions-'));
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
  for (const path of list.split('\n').filter((name) => name)) cpSync(path, join(copy, path), { recursive: true });
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'), 'dir');
  // Biome asks git which files it may look at.
  execFileSync('git', ['init', '--quiet'], { cwd: copy });
  for (const { files, texts, sentences } of additions) {
    for (const [path, content] of Object.entries(files)) write(path, content);
    texts.forEach(addText);
    for (const language of Object.keys(readTranslationBundles())) translate(language, sentences);
  }
  runTool('@biomejs/biome/bin/biome', 'check', '--write', '.');
  run('scripts/generate/run.mjs');
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

const read = (path: string) => readFileSync(join(copy, path), 'utf8');

function write(path: string, content: string): void {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), content);
}

/** Runs a program of Node in the copy; what it wrote is part of the failure where it fails. */
function run(...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
  expect(status, `${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
}

function runTool(tool: string, ...args: string[]): void {
  run(join('node_modules', tool), ...args);
}

/** Adds a text to a file of the copy. */
function addText({ path, text, before }: AddedText): void {
  const content = read(path);
  expect(content, `${path} contains ${before}`).toContain(before);
  write(
    path,
    content.replace(before, () => text + before),
  );
}

function translate(language: string, sentences: readonly string[]): void {
  const path = `l10n/bundle.l10n.${language}.json`;
  const bundle = JSON.parse(read(path));
  for (const sentence of sentences) bundle[sentence] ??= sentence;
  write(path, `${JSON.stringify(bundle, null, 2)}\n`);
}

test('the types have no errors', { timeout: 300_000 }, () => {
  runTool('typescript/bin/tsc', '--noEmit', '--pretty', 'false');
});

test('lint has no errors', { timeout: 300_000 }, () => {
  runTool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.');
});

test('the generated files contain all of them', { timeout: 300_000 }, () => {
  run('scripts/generate/run.mjs', '--check');
  const derived = [
    ['docs/training.md', '`charbonnier`'],
    ['schemas/train.ini.schema.json', 'charbonnier'],
    ['schemas/train.ini.schema.json', 'sign-descent'],
    ['schemas/train.ini.schema.json', 'model.pocket'],
    ['docs/models.md', 'pocket'],
    ['docs/cli.md', 'mouth'],
    ['schemas/train.ini.schema.json', '"mouth"'],
    ['docs/cli.md', 'halfway'],
    ['schemas/convert.ini.schema.json', '"contrast"'],
    ['schemas/convert.ini.schema.json', 'writer.numbers'],
    ['docs/cli.md', 'whole-image'],
    ['docs/cli.md', 'center-points'],
    ['docs/cli.md', 'faceswap count'],
    ['schemas/tasks.schema.json', '"count"'],
    ['package.json', '"count"'],
    ['package.nls.ja.json', 'Show Project Folder'],
  ] as const;
  expect(derived.filter(([path, text]) => !read(path).includes(text))).toEqual([]);
});

test('the tests of architecture, translations and registries pass', { timeout: 600_000 }, () => {
  const tests = ['test/unit/architecture.test.ts', 'test/unit/translations.test.ts', 'test/unit/docs/pages.test.ts'];
  runTool('vitest/vitest.mjs', 'run', '--project', 'unit', ...tests);
});
