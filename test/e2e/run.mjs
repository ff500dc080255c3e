// Runs the tests in a real VS Code: sets it up, then hands over to vitest. `test/e2e/run.mjs flow` runs one file of them.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setUpCodeServer } from '../../scripts/e2eSetup.mjs';
import { codeServerNodePath, nodePath } from '../../scripts/setup/node.mjs';
import { findChromium } from '../../scripts/setup/programs.mjs';
import { root, run } from '../../scripts/setup/run.mjs';
import { Stop } from '../../scripts/setup/stop.mjs';
import { main } from '../../scripts/setup.mjs';

await main(async (files) => {
  if (!existsSync(join(root, 'dist/extension.cjs'))) throw new Stop('Build first: npm run build.');
  await setUpCodeServer();
  mkdirSync(join(root, 'e2e-shots'), { recursive: true });
  const prepared = join(root, '.cache/test/prepared');
  rmSync(prepared, { recursive: true, force: true });
  const reporters = ['--reporter=verbose', '--reporter=json', '--outputFile.json=.cache/test/e2e.json'];
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'test/e2e/vitest.config.ts',
    ...reporters,
    ...files,
  ];
  try {
    return await run(nodePath(), args, {
      env: { ...process.env, E2E_NODE: codeServerNodePath(), E2E_CHROMIUM: findChromium() },
    });
  } finally {
    rmSync(prepared, { recursive: true, force: true });
  }
});
