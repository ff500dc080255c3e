// npm run test:electron: the suite of test/vscode in a downloaded desktop VS Code (needs the network, and a display).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './setup/build.mjs';
import { root } from './setup/run.mjs';
import { main, setUp } from './setup.mjs';

await main(async () => {
  await setUp({ needs: ['ffmpeg'] });
  await build('dist/test/vscode.cjs');
  const { runTests } = await import('@vscode/test-electron');
  const workspace = mkdtempSync(join(tmpdir(), 'faceswap-electron-'));
  try {
    return await runTests({
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'dist/test/vscode.cjs'),
      launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust', '--skip-welcome'],
    });
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
});
