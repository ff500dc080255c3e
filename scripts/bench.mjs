// npm run bench -- <name> [options]: builds what is stale, then runs bench/bench.ts. Only the benchmark writes to standard output.
import { setUpCodeServer } from './e2eSetup.mjs';
import { build } from './setup/build.mjs';
import { nodePath, run } from './setup/run.mjs';
import { main, setUp } from './setup.mjs';

await main(async (args) => {
  await setUp();
  await build('dist/bench/bench.mjs');
  if (args[0] === 'vscode-activation') await setUpCodeServer();
  return run(nodePath(), ['dist/bench/bench.mjs', ...args]);
});
