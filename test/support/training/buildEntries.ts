import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles TypeScript entries, so that processes can be started from the sources under test; `remove` when done. */
export async function buildEntries(entries: Readonly<Record<string, string>>) {
  const cache = join(process.cwd(), '.cache'); // inside the project, where node_modules is found from
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'loader-'));
  await build({
    entryPoints: Object.entries(entries).map(([out, entry]) => ({ in: entry, out })),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['onnxruntime-node', 'sharp'],
    logLevel: 'error',
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export const loaderEntry = { loader: 'src/training/data/loaderProcess.ts' };
