import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { nodePath, root, run } from './run.mjs';
import { Stop } from './stop.mjs';

const inputs = ['src', 'bench', 'scripts', 'webviews', 'test/vscode', 'esbuild.config.mjs', 'package-lock.json'];

/** Builds dist/ unless `output` in it is newer than everything it is made from; what the bundler says goes to standard error. */
export async function build(output = 'dist/cli.mjs') {
  const built = statSync(join(root, output), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (inputs.every((input) => newestMs(join(root, input)) <= built)) return;
  const code = await run(nodePath(), ['esbuild.config.mjs'], { stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new Stop('The build failed: see the errors above.');
}

/** When a file, or the newest file of a folder, was last written. */
function newestMs(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.mtimeMs ?? 0;
  return Math.max(0, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}
