import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { nodePath } from './node.mjs';
import { root, run } from './run.mjs';
import { Stop } from './stop.mjs';

const inputs = [
  'src',
  'bench',
  'scripts',
  'test/vscode',
  'test/torture',
  'test/support/faults',
  'esbuild.config.mjs',
  'package-lock.json',
];

/** Builds dist/ unless `output` in it is newer than everything it is made from. The bundler prints to standard error. */
export async function build(output = 'dist/cli.mjs') {
  const builtMs = findNewestMs([output]);
  if (builtMs > 0 && findNewestMs(inputs) <= builtMs) return;
  const code = await run(nodePath(), ['esbuild.config.mjs'], { stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new Stop('The build failed: see the errors above.');
}

/** Returns when the newest of these files, and of the files in these folders, was last written; 0 where there is none. */
export function findNewestMs(paths) {
  return Math.max(0, ...paths.map((path) => readModifiedMs(join(root, path))));
}

function readModifiedMs(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.mtimeMs ?? 0;
  return Math.max(0, ...readdirSync(path).map((name) => readModifiedMs(join(path, name))));
}
