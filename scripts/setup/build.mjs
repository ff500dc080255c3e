import { newestMs } from './newest.mjs';
import { nodePath } from './node.mjs';
import { run } from './run.mjs';
import { Stop } from './stop.mjs';

const inputs = ['src', 'bench', 'scripts', 'test/vscode', 'esbuild.config.mjs', 'package-lock.json'];

/** Builds dist/ unless `output` in it is newer than everything it is made from; what the bundler says goes to standard error. */
export async function build(output = 'dist/cli.mjs') {
  const built = newestMs([output]);
  if (built > 0 && newestMs(inputs) <= built) return;
  const code = await run(nodePath(), ['esbuild.config.mjs'], { stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new Stop('The build failed: see the errors above.');
}
