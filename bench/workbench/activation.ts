import { setTimeout as pause } from 'node:timers/promises';
import { startServer } from '../../test/support/e2e/vscode/server';
import { launchBrowser, Workbench } from '../../test/support/e2e/vscode/workbench';
import type { Figure } from './figure';
import { median } from './median';
import { settledMs } from './settledMs';

const runs = 8;

/**
 * VS Code's own figure for the activation, with a new extension host each time: of a window that has settled, where the
 * view is opened, and of one that has just begun, where VS Code counts in what its own extensions take that it loads
 * at the same time.
 */
export async function activation(): Promise<Figure[]> {
  const [server, browser] = await Promise.all([startServer({ extension: 'packaged' }), launchBrowser()]);
  const medianAfter = async (restMs: number) => {
    const timesMs: number[] = [];
    while (timesMs.length < runs) {
      const vscode = await Workbench.open(browser, server, 'activation'); // which remembers no view of another
      await vscode.goto(server);
      await pause(restMs);
      await vscode.activity('Faceswap').click();
      await vscode.page.getByRole('button', { name: 'New Project' }).waitFor();
      timesMs.push(await vscode.activationMs());
      await vscode.page.context().close();
    }
    return median(timesMs);
  };
  const goal = { atMost: 60 };
  try {
    return [
      { name: `activation (median of ${runs})`, value: await medianAfter(settledMs), unit: 'ms', goal },
      { name: `activation while VS Code starts (median of ${runs})`, value: await medianAfter(0), unit: 'ms', goal },
    ];
  } finally {
    await browser.close();
    await server.stop();
  }
}
