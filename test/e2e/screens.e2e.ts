import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeProject, modelName } from './madeProject';
import type { Appearance, ThemeKind } from './vscode/appearance';
import { startServer, type VsCodeServer } from './vscode/server';
import { launchBrowser, Workbench } from './vscode/workbench';

let server: VsCodeServer;
let browser: Browser;
let vscode: Workbench;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ extension: 'packaged' }), launchBrowser()]);
  await makeProject(server.workspace);
  vscode = await Workbench.open(browser, server, 'screens');
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Each language in two kinds of theme, so that all four kinds and both languages in high contrast are seen. */
const appearances: readonly { language: Appearance['language']; kinds: readonly ThemeKind[] }[] = [
  { language: 'ja', kinds: ['high-contrast', 'light'] },
  { language: 'en', kinds: ['high-contrast-light', 'dark'] },
];

interface Screen {
  readonly name: string;
  open(): Promise<void>;
  /** What shows, in the webview of a panel of ours, that its content is there. */
  readonly panelContent?: string;
}

const screens: readonly Screen[] = [
  {
    name: 'project',
    async open() {
      await vscode.activity('Faceswap').click();
      await vscode.treeRow(modelName).waitFor();
    },
  },
  {
    name: 'walkthrough',
    async open() {
      await vscode.command('Welcome: Open Walkthrough');
      await vscode.page.keyboard.type('Faceswap');
      await vscode.page.keyboard.press('Enter');
      await vscode.page.locator('.gettingStartedContainer .getting-started-step').nth(5).waitFor();
    },
  },
  {
    name: 'train-ini',
    async open() {
      await vscode.openFile(join('models', modelName, 'train.ini'));
    },
  },
];

describe.each(appearances)('in $language', ({ language, kinds }) => {
  beforeAll(async () => {
    await vscode.language(language);
    await vscode.widenSideBar();
  });

  test.each(screens)('$name can be read in each theme', async ({ name, open, panelContent }) => {
    await open();
    for (const kind of kinds) {
      await vscode.theme(kind);
      if (panelContent !== undefined) expect(await vscode.faults(panelContent), `${name}, ${kind}`).toEqual([]);
      await vscode.picture(`${name}-${kind}-${language}`);
    }
    await vscode.command('View: Close All Editors');
  });
});

test('nothing was asked of another machine', () => {
  expect(vscode.foreignRequests).toEqual([]);
});
