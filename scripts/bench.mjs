// npm run bench -- <benchmark> [options]: builds what has changed, then runs bench/bench.ts; --help lists the benchmarks.
// Only the benchmark writes to standard output.
import { setUpCodeServer } from './e2eSetup.mjs';
import { build } from './setup/build.mjs';
import { codeServerNodePath, nodePath } from './setup/node.mjs';
import { findChromium } from './setup/programs.mjs';
import { run } from './setup/run.mjs';
import { main, setUp } from './setup.mjs';

await main(async (args) => {
  const inVsCode = args[0] === 'workbench';
  await setUp(inVsCode ? { needs: ['ffmpeg', 'chromium'] } : {});
  await build('dist/bench/bench.mjs');
  if (inVsCode) await setUpCodeServer();
  const env = inVsCode ? { ...process.env, E2E_NODE: codeServerNodePath(), E2E_CHROMIUM: findChromium() } : process.env;
  return run(nodePath(), ['dist/bench/bench.mjs', ...args], { env });
});
