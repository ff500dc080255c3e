import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/e2e/vscode/paths';
import { startServer } from '../support/e2e/vscode/server';
import { launchBrowser } from '../support/e2e/vscode/workbench';

const timeLimitMs = 500_000;

test('the suite passes inside the extension host', async () => {
  const [server, browser] = await Promise.all([startServer({ extension: 'driven' }), launchBrowser()]);
  try {
    const report = join(server.workspace, '..', 'suite.txt');
    const page = await browser.newPage();
    const exitCode = new Promise<number | 'no answer'>((resolve) => {
      setTimeout(() => resolve('no answer'), timeLimitMs).unref();
      void page.exposeFunction('codeAutomationExit', resolve);
    });
    await page.exposeFunction('codeAutomationLog', () => undefined);
    const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
    const payload = [
      ['extensionDevelopmentPath', remote(root)],
      ['extensionTestsPath', remote(join(root, 'dist/test/vscode.cjs'))],
      ['extensionEnvironment', JSON.stringify({ FACESWAP_SUITE_REPORT: report })],
    ];
    const query = new URLSearchParams({ folder: server.workspace, payload: JSON.stringify(payload) });
    await page.goto(`${server.url}/?${query}`, { timeout: timeLimitMs });
    const code = await exitCode;
    await page.screenshot({ path: join(root, 'e2e-shots', 'host-end.png') });
    const lines = existsSync(report) ? await readFile(report, 'utf8') : '';
    expect(lines.split('\n').filter((line) => line.startsWith('passed')).length, lines).toBeGreaterThan(7);
    expect(code, lines).toBe(0);
  } finally {
    await browser.close();
    await server.stop();
  }
});
