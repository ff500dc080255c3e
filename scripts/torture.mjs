// npm run torture -- [--minutes N] [--seed N]: kills, full and failing disks for every command, damaged files for every reader.
// Only the table for docs/reliability.md goes to standard output.
import { build } from './setup/build.mjs';
import { nodePath } from './setup/node.mjs';
import { run } from './setup/run.mjs';
import { main, setUp } from './setup.mjs';

await main(async (args) => {
  await setUp({ needs: ['ffmpeg'] });
  await build('dist/torture/torture.mjs');
  return run(nodePath(), ['dist/torture/torture.mjs', ...args]);
});
