import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Frame } from 'playwright-core';
import { makeCopiedFaces } from '../../test/support/e2e/copiedFaces';
import { startServer } from '../../test/support/e2e/vscode/server';
import { launchBrowser, Workbench } from '../../test/support/e2e/vscode/workbench';
import { type Figure, median, settledMs } from './figure';

const faceCount = 20_000;
/** Number of visible images from which the panel counts as open. The rest of the window fills afterwards. */
const firstPictures = 20;
const scrolledFrames = 300;

const runs = 3;

interface Run {
  readonly openS: number;
  readonly framesPerSecond: number;
  /** Memory of VS Code with the review, and of the review alone. */
  readonly memoryMb: number;
  readonly addedMb: number;
}

/** Measures the review of 20,000 new faces: the time to the first images, and scrolling. */
export async function review(): Promise<Figure[]> {
  const all: Run[] = [];
  for (let i = 0; i < runs; i++) all.push(await reviewedOnce());
  const computeMedian = (key: keyof Run) => median(all.map((run) => run[key]));
  return [
    {
      name: '20,000 faces open, with first pictures (median of 3)',
      value: computeMedian('openS'),
      unit: 's',
      goal: { atMost: 1.5 },
    },
    {
      name: 'scrolling through 20,000 faces',
      value: computeMedian('framesPerSecond'),
      unit: 'frames/s',
      goal: { atLeast: 50 },
    },
    {
      name: 'memory that a review of 20,000 faces adds to the browser',
      value: computeMedian('addedMb'),
      unit: 'MB',
      goal: { atMost: 400 },
    },
    {
      name: 'memory of the browser with all of VS Code',
      value: computeMedian('memoryMb'),
      unit: 'MB',
      goal: { atMost: 400 },
    },
  ];
}

async function reviewedOnce(): Promise<Run> {
  const [server, browser] = await Promise.all([startServer({ extension: 'packaged' }), launchBrowser()]);
  try {
    await makeCopiedFaces(server.workspace, faceCount);
    const vscode = await Workbench.open(browser, server, 'bench-review');
    await vscode.goto(server);
    await vscode.getActivity('Faceswap').click();
    const faces = vscode.getTreeRow(/20,000 faces/);
    await faces.hover();
    const button = faces.getByRole('button', { name: 'Review Faces' });
    await button.waitFor();
    await pause(settledMs);
    const beforeMb = await renderersMb(browser, vscode);
    await faces.hover();
    const started = performance.now();
    await button.click();
    const pictures = vscode.webview.locator('.row:not([hidden]) > .cell:not([hidden]) img[src^="blob:"]');
    await pictures.nth(firstPictures - 1).waitFor();
    const openS = (performance.now() - started) / 1000;
    const frame = await (await vscode.webview.locator('.grid').elementHandle())?.ownerFrame();
    if (!frame) throw new Error('the review does not show');
    const framesPerSecond = await scrolled(frame);
    const memoryMb = await renderersMb(browser, vscode);
    return { openS, framesPerSecond, memoryMb, addedMb: memoryMb - beforeMb };
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** Measures frames per second while the grid scrolls as fast as a person can still look at faces. */
function scrolled(frame: Frame): Promise<number> {
  return frame.evaluate(async (frames) => {
    const grid = document.querySelector('.grid')!;
    const started = performance.now();
    for (let i = 0; i < frames; i++) {
      grid.scrollTop += 40;
      await new Promise(requestAnimationFrame);
    }
    return (1000 * frames) / (performance.now() - started);
  }, scrolledFrames);
}

/** Measures the memory of the browser's page processes after garbage collection (PSS). Linux only. */
async function renderersMb(browser: Browser, { page }: Workbench): Promise<number> {
  const heap = await page.context().newCDPSession(page);
  await heap.send('HeapProfiler.collectGarbage');
  await heap.detach();
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  let kilobytes = 0;
  for (const { id } of processInfo.filter(({ type }) => type === 'renderer')) {
    const rollup = await readFile(`/proc/${id}/smaps_rollup`, 'utf8');
    kilobytes += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]);
  }
  return kilobytes / 1024;
}
