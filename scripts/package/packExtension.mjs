// Packs what is built as a VSIX for one target, unless that file is newer than everything that goes into it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findNewestMs } from '../setup/build.mjs';
import { npm } from '../setup/npmPackages.mjs';
import { root, say } from '../setup/run.mjs';
import { Stop } from '../setup/stop.mjs';
import { main } from '../setup.mjs';
import { packedFiles, stageExtension } from './stage.mjs';

const vsce = '@vscode/vsce@4.1.0';
const inputs = [...packedFiles, 'scripts/package', '.vscodeignore', 'package.json', 'package-lock.json'];

/** The project has no public address yet that links could point to: they stay as they are. */
const withoutRepository = ['--allow-missing-repository', '--no-rewrite-relative-links'];

await main(async ([target, output]) => {
  if (findNewestMs(inputs) < findNewestMs([output])) return 0;
  say(`Packing ${output} …`);
  const cwd = await stageExtension(target);
  const options = ['--target', target, '--out', join(root, output), ...withoutRepository];
  const code = await npm(['exec', '--yes', '--', vsce, 'package', ...options], { cwd });
  if (code !== 0) throw new Stop(`${output} could not be packed: see what vsce says above.`);
  rmSync(cwd, { recursive: true });
});
