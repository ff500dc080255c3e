// npm run package [-- --target win32-x64]: builds what is stale and packs the extension, for this machine's platform as
// faceswap-workbench.vsix, for a named target as faceswap-workbench-<target>.vsix, and for `--target all` for each.
import { parseArgs } from 'node:util';
import { targets } from './package/targets.mjs';
import { build } from './setup/build.mjs';
import { nodePath } from './setup/node.mjs';
import { run } from './setup/run.mjs';
import { Stop } from './setup/stop.mjs';
import { main, setUp } from './setup.mjs';

await main(async (args) => {
  const outputs = chooseOutputs(args);
  await setUp();
  await build('dist/extension.cjs');
  for (const [target, output] of outputs) {
    const code = await run(nodePath(), ['scripts/package/packExtension.mjs', target, output]);
    if (code !== 0) return code;
  }
});

/** Returns the targets to pack for, each with the name of its file. */
function chooseOutputs(args) {
  const { target } = readOptions(args);
  if (target === undefined) return [[`${process.platform}-${process.arch}`, 'faceswap-workbench.vsix']];
  const names = Object.keys(targets);
  if (target !== 'all' && !names.includes(target))
    throw new Stop(`There is no target "${target}": use ${names.join(', ')}, or all.`, 2);
  return (target === 'all' ? names : [target]).map((name) => [name, `faceswap-workbench-${name}.vsix`]);
}

function readOptions(args) {
  try {
    return parseArgs({ args, options: { target: { type: 'string' } } }).values;
  } catch (error) {
    throw new Stop(`${error.message}. Usage: npm run package -- [--target TARGET]`, 2);
  }
}
