import { startServer } from '../../test/e2e/vscode/server';
import { launchBrowser, Workbench } from '../../test/e2e/vscode/workbench';
import type { Figure } from './figure';

const runs = 8;

/** VS Code's own figure for the activation, with a new extension host each time. */
export async function activation(): Promise<Figure[]> {
  const [server, browser] = await Promise.all([startServer({ extension: 'packaged' }), launchBrowser()]);
  const timesMs: number[] = [];
  try {
    const vscode = await Workbench.open(browser, server, 'activation');
    for (let i = 0; i < runs; i++) {
      await vscode.goto(server);
      await vscode.activity('Faceswap').click();
      await vscode.page.getByRole('button', { name: 'New Project' }).waitFor();
      timesMs.push(await vscode.activationMs());
    }
  } finally {
    await browser.close();
    await server.stop();
  }
  const median = timesMs.sort((a, b) => a - b)[runs >> 1]!;
  return [{ name: `activation (median of ${runs})`, value: median, unit: 'ms', goal: { atMost: 60 } }];
}
