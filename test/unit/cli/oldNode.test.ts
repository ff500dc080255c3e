import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

test('a Node that is too old is reported in one sentence, before any newer syntax is loaded', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'old-node-'));
  try {
    await build({
      entryPoints: ['src/cli.ts'],
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      external: ['onnxruntime-node', 'sharp', '@vladmandic/face-api', './run'],
      logLevel: 'error',
    });
    const cli = join(folder, 'cli.mjs');
    expect(listOutsideImports(cli)).toEqual([]);
    const oldVersion = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '20.20.2' })`;
    const { status, stderr } = spawnSync(process.execPath, ['--import', oldVersion, cli, '--help'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('Node 20.20.2 is too old: Faceswap Workbench needs Node 22.12 or later.\n');
    expect(status).toBe(1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Returns what a bundle and its own pieces import statically from outside. */
function listOutsideImports(path: string): string[] {
  const code = readFileSync(path, 'utf8');
  const imported = [...code.matchAll(/^(?:import|\} from|import .* from) "([^"]+)";$/gm)].map(([, name]) => name!);
  return imported.flatMap((name) => (name.startsWith('./') ? listOutsideImports(join(dirname(path), name)) : name));
}
