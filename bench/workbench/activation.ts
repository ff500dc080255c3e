import { setTimeout as pause } from 'node:timers/promises';
import { startServer } from '../../test/support/e2e/vscode/server';
import { launchBrowser, Workbench } from '../../test/support/e2e/vscode/workbench';
import { type Figure, median, settledMs } from './figure';

const runs = 8;

/**
 * Reads the activation time that VS Code reports, with a new extension host each time: in a window that has finished
 * loading, and in a window that has just opened. In the latter, the time includes VS Code's own extensions, which load
 * at the same time.
 */
export async function activation(): Promise<Figure[]> {
  const [server, browser] = await Promise.all([startServer({ extension: 'packaged' }), launchBrowser()]);
  const medianAfter = async (restMs: number) => {
    const timesMs: number[] = [];
    while (timesMs.length < runs) {
      const vscode = await Workbench.open(browser, server, 'activation'); // a new window, which does not remember the views of another one
      await vscode.goto(server);
      await pause(restMs);
      await vscode.getActivity('Faceswap').click();
      await vscode.page.getByRole('button', { name: 'New Project' }).waitFor();
      timesMs.push(await vscode.readActivationMs());
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
