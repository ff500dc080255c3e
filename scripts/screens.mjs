// npm run screens: draws the pictures of the screens and the film in docs/pictures/screens anew, by the browser tests' own run.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './setup/build.mjs';
import { nodePath } from './setup/node.mjs';
import { readOutput, root, run, say } from './setup/run.mjs';
import { main, setUp } from './setup.mjs';

const folder = join(root, 'docs/pictures/screens');

await main(async () => {
  await setUp({ needs: ['ffmpeg', 'chromium'] });
  await build('dist/extension.cjs');
  if (readOutput('fc-list', [':lang=ja']) === '') say('No font for Japanese is installed: its letters will be boxes.');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return run(nodePath(), ['test/e2e/run.mjs', 'flow', 'screens'], { env: { ...process.env, E2E_PICTURES: folder } });
});
