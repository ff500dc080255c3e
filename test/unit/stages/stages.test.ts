import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { readTranslationBundles } from '../../../scripts/l10n/translationBundles';
import { commands } from '../../../src/cli/commands';
import { formatProgramHelp } from '../../../src/cli/help';
import { formatJobTitle, type StageName, stages } from '../../../src/stages/stages';

const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

test('every folder of a stage is in the list of stages, and loads the work from its run.ts', async () => {
  const folders = readdirSync('src/stages', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(stages.map(({ name }) => name).sort()).toEqual(folders.map(({ name }) => toKebabCase(name)).sort());
  for (const { name, run } of stages) expect(await run(), name).toBeTypeOf('function');
});

test.each(stages.map((stage) => [stage.name, stage] as const))('everything about %s is derived', (name, stage) => {
  const own = Object.values(commands).filter((command) => command.stage === name);
  expect(own).toHaveLength(1 + (stage.shortcuts?.length ?? 0));
  for (const [command] of Object.entries(commands).filter(([, { stage }]) => stage === name)) {
    expect(formatProgramHelp()).toContain(`  ${command} `);
    expect(readFileSync('docs/cli.md', 'utf8')).toContain(`\n## ${command}\n`);
  }
  const manifest = readJson('package.json');
  expect(manifest.contributes.taskDefinitions[0].properties.command.enum).toContain(name);
  const schema = readJson('schemas/tasks.schema.json').properties.tasks.items.allOf.find(
    (entry: { if: { properties: { command: { const: string } } } }) => entry.if.properties.command.const === name,
  );
  expect(Object.keys(schema.then.properties.options.properties)).toEqual(Object.keys(stage.options));
  for (const translations of Object.values(readTranslationBundles()))
    for (const text of [stage.title, stage.help]) expect(translations[text], text).toBeTypeOf('string');
});

test('a title names the stage and the person or model', () => {
  expect(formatJobTitle('extract', 'alice')).toBe('Extract Faces: alice');
  expect(formatJobTitle('devices' satisfies StageName)).toBe('Devices');
});

test('the records of the stages load no package and none of the work', async () => {
  const { metafile } = await build({
    ...({ bundle: true, write: false, metafile: true, platform: 'node', format: 'esm', logLevel: 'silent' } as const),
    entryPoints: ['src/stages/stages.ts'],
    external: ['./run', 'onnxruntime-node', 'sharp', '@vladmandic/face-api'],
    splitting: true, // what a record loads later is in files of its own
    outdir: 'dist',
    minify: true,
  });
  const loaded = ['dist/stages.js'];
  for (const path of loaded)
    for (const { kind, path: next } of metafile.outputs[path]!.imports)
      if (kind === 'import-statement' && next in metafile.outputs && !loaded.includes(next)) loaded.push(next);
  const packages = loaded.flatMap((path) =>
    metafile.outputs[path]!.imports.filter(isPackage).map((entry) => entry.path),
  );
  expect(packages).toEqual([]);
  const inputs = loaded.flatMap((path) => Object.keys(metafile.outputs[path]!.inputs));
  expect(inputs.filter((path) => /node_modules|\/run\.ts$|src\/media\//.test(path))).toEqual([]);
  // Most of it are the networks of the models, of which the names and options are listed.
  expect(loaded.reduce((sum, path) => sum + metafile.outputs[path]!.bytes, 0)).toBeLessThan(120_000);
});

function isPackage({ kind, path }: { kind: string; path: string }): boolean {
  return kind === 'import-statement' && !path.startsWith('dist/') && !isBuiltin(path);
}

function toKebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
