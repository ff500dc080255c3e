// npm run package: builds what is stale and packs the extension for linux-x64 as faceswap-workbench.vsix.
import { build } from './setup/build.mjs';
import { npm } from './setup/npmPackages.mjs';
import { main, setUp } from './setup.mjs';

const options = ['--target', 'linux-x64', '--no-git-tag-version', '--out', 'faceswap-workbench.vsix'];
/** There is no repository to point links to; they stay as they are. */
const withoutRepository = ['--allow-missing-repository', '--no-rewrite-relative-links'];

await main(async () => {
  await setUp();
  await build('dist/extension.cjs');
  return npm(['exec', '--yes', '--', '@vscode/vsce@3', 'package', ...options, ...withoutRepository]);
});
