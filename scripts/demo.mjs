// npm run demo [-- a.mp4 b.mp4]: sets up, builds, and runs scripts/demo/demo.ts.
import { resolve } from 'node:path';
import { build } from './setup/build.mjs';
import { nodePath } from './setup/node.mjs';
import { run } from './setup/run.mjs';
import { main, setUp } from './setup.mjs';

await main(async (args) => {
  await setUp({ needs: ['ffmpeg'] });
  await build();
  // npm starts scripts in the repository; INIT_CWD is where the user is.
  const videos = args.map((path) => resolve(process.env.INIT_CWD ?? '', path));
  return run(nodePath(), ['dist/scripts/demo.mjs', ...videos]);
});
