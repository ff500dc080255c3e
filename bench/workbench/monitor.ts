import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getLossLogPath } from '../../src/training/store/lossLog';
import { makeProject, modelName, runFaceswap } from '../../test/support/e2e/trainedProject';
import { root } from '../../test/support/e2e/vscode/paths';
import { startServer } from '../../test/support/e2e/vscode/server';
import { launchBrowser, Workbench } from '../../test/support/e2e/vscode/workbench';
import { type Figure, median } from './figure';

const previews = 20;
const pairs = 12;
const windowMs = 20_000;

interface Setting {
  readonly vscode: Workbench;
  /** The folders of the project and of its model. */
  readonly project: string;
  readonly model: string;
}

/** Measures the time from when a training has rendered a preview to when it is on the screen. */
export async function previewDelay(): Promise<Figure[]> {
  const timesMs = await inProject(async ({ vscode, project }) => {
    await openMonitor(vscode);
    const args = [
      'train',
      '--project',
      project,
      '--name',
      modelName,
      '--iterations',
      '1000000',
      '--save-interval',
      '5',
    ];
    const training = spawn(process.execPath, [join(root, 'dist/cli.mjs'), ...args], { stdio: 'ignore' });
    const shown = await vscode.webview.locator('.content').evaluate(watchSheets, previews);
    training.kill();
    await once(training, 'exit');
    return shown.map(({ url, atMs }) => atMs - 1000 * Number(url.split('?')[1]));
  });
  const name = `a preview is on the screen (median of ${previews})`;
  return [{ name, value: median(timesMs), unit: 'ms', goal: { atMost: 300 } }];
}

/** Measures how much slower a training is while its monitor is visible. Periods with and without it alternate. */
export async function monitorCost(): Promise<Figure[]> {
  const share = await inProject(async ({ vscode, project, model }) => {
    // Saves are off: each takes a second or more, and would disturb some of the periods.
    const args = ['--name', modelName, '--iterations', '1000000', '--save-interval', '100000'];
    await runFaceswap(project, 'train', '--detach', ...args);
    await openMonitor(vscode);
    await vscode.webview.locator('.state', { hasText: 'Training' }).waitFor();
    const ways = { open: openMonitor, closed: closeMonitor };
    const slowdowns: number[] = [];
    while (slowdowns.length < pairs) {
      // The order alternates, because the load by other programs changes slowly.
      const turns = slowdowns.length % 2 ? (['open', 'closed'] as const) : (['closed', 'open'] as const);
      const pace = { open: 0, closed: 0 };
      for (const turn of turns) {
        await ways[turn](vscode);
        pace[turn] = await measurePace(model);
      }
      slowdowns.push(1 - pace.open / pace.closed);
    }
    return median(slowdowns);
  });
  const name = `a training with the monitor open is slower by (median of ${pairs})`;
  return [{ name, value: Math.max(0, 100 * share), unit: '%', goal: { atMost: 2 } }];
}

async function inProject<T>(measure: (setting: Setting) => Promise<T>): Promise<T> {
  const [server, browser] = await Promise.all([startServer({ extension: 'packaged' }), launchBrowser()]);
  try {
    await makeProject(server.workspace);
    const vscode = await Workbench.open(browser, server, 'monitor');
    await vscode.goto(server);
    await vscode.getActivity('Faceswap').click();
    await vscode.getTreeRow(modelName).waitFor();
    return await measure({ vscode, project: server.workspace, model: join(server.workspace, 'models', modelName) });
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function openMonitor(vscode: Workbench): Promise<void> {
  await vscode.runCommand('Faceswap: Open Training Monitor'); // there is only one model
  await vscode.webview.locator('.patch').first().waitFor();
}

async function closeMonitor(vscode: Workbench): Promise<void> {
  await vscode.runCommand('View: Close All Editors');
}

/** Measures iterations per second over the next seconds. */
async function measurePace(model: string): Promise<number> {
  await pause(2000); // until opening or closing the panel has finished
  const before = await lastLine(model);
  await pause(windowMs);
  const after = await lastLine(model);
  return (after.iteration - before.iteration) / (after.seconds - before.seconds);
}

async function lastLine(model: string): Promise<{ iteration: number; seconds: number }> {
  const lines = (await readFile(getLossLogPath(model), 'utf8')).trimEnd().split('\n');
  const [iteration = 0, seconds = 0] = lines.at(-1)!.split(',').map(Number);
  return { iteration, seconds };
}

/** Runs in the page: returns when each of the next preview images was painted. */
function watchSheets(content: Element, count: number): Promise<{ url: string; atMs: number }[]> {
  const shown: { url: string; atMs: number }[] = [];
  let last = '';
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const url = (content as HTMLElement).style
        .getPropertyValue('--sheet')
        .replace(/^url\("|"\)$/g, '')
        .replaceAll('\\', '');
      if (url === last) return;
      last = url;
      requestAnimationFrame(() => {
        shown.push({ url, atMs: Date.now() });
        if (shown.length < count) return;
        observer.disconnect();
        resolve(shown);
      });
    });
    observer.observe(content, { attributeFilter: ['style'] });
  });
}
