import { type BuildOptions, build } from 'esbuild';
import { expect, test } from 'vitest';

const options = {
  entryPoints: ['src/extension.ts'],
  bundle: true,
  write: false,
  metafile: true,
  platform: 'node',
  format: 'cjs',
  minify: true,
  outdir: 'dist',
  external: ['vscode', 'onnxruntime-node', 'sharp', '@vladmandic/face-api', './run', '../networks/open*'],
} as const satisfies BuildOptions;

test('activation loads a small part of the extension, and no part of the pipeline', async () => {
  const { metafile } = await build(options);
  const loaded = new Set<string>();
  const load = (path: string) => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { path: imported, kind, external } of metafile.inputs[path]?.imports ?? [])
      if (kind === 'import-statement' && !external) load(imported);
  };
  load('src/extension.ts');

  const rooms = /^(node_modules|src\/(training|tensor|runtime|faces|facesets|conversion|stages|options|settings)\/)/;
  const output = Object.values(metafile.outputs)[0]!;
  // A file with only types has no output, although esbuild lists it.
  const countBytes = (path: string) => output.inputs[path]?.bytesInOutput ?? 0;
  expect([...loaded].filter((path) => rooms.test(path) && countBytes(path) > 0)).toEqual([]);
  expect([...loaded].reduce((sum, path) => sum + countBytes(path), 0)).toBeLessThan(50_000);
  expect(output.bytes).toBeLessThan(510_000);
});
