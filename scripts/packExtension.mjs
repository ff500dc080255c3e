// Packs what is built as faceswap-workbench.vsix, unless that file is newer than everything that goes into it.

import { newestMs } from './setup/newest.mjs';
import { npm } from './setup/npmPackages.mjs';
import { say } from './setup/run.mjs';
import { main } from './setup.mjs';

const output = 'faceswap-workbench.vsix';
const inputs = [
  'dist',
  'l10n',
  'media',
  'presets',
  'schemas',
  'syntaxes',
  '.vscodeignore',
  'node_modules/.package-lock.json',
];
const pages = ['package.json', 'package.nls.json', 'package.nls.ja.json', 'README.md', 'README.ja.md', 'CHANGELOG.md'];

const options = ['--target', 'linux-x64', '--no-git-tag-version', '--out', output];
/** There is no repository to point links to; they stay as they are. */
const withoutRepository = ['--allow-missing-repository', '--no-rewrite-relative-links'];

await main(async () => {
  if (newestMs([...inputs, ...pages]) < newestMs([output])) return 0;
  say(`Packing ${output} …`);
  return npm(['exec', '--yes', '--', '@vscode/vsce@3', 'package', ...options, ...withoutRepository]);
});
