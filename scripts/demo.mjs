// npm run demo [-- a.mp4 b.mp4]: sets up, builds, and runs scripts/demo/demo.ts.
import { build } from './setup/build.mjs';
import { nodePath, run } from './setup/run.mjs';
import { main, setUp } from './setup.mjs';

await main(async (args) => {
  await setUp({ needs: ['ffmpeg'] });
  await build();
  return run(nodePath(), ['dist/scripts/demo.mjs', ...args]);
});
