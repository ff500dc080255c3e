// npm run package: builds what is stale and packs the extension for linux-x64 as faceswap-workbench.vsix.
import { build } from './setup/build.mjs';
import { nodePath } from './setup/node.mjs';
import { run } from './setup/run.mjs';
import { main, setUp } from './setup.mjs';

await main(async () => {
  await setUp();
  await build('dist/extension.cjs');
  return run(nodePath(), ['scripts/packExtension.mjs']);
});
