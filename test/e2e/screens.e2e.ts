import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyProject, modelName } from '../support/e2e/trainedProject';
import type { Appearance, ThemeKind } from '../support/e2e/vscode/appearance';
import { startVsCode, vscode } from '../support/e2e/vscode/startVsCode';

startVsCode('screens', {
  async prepare(workspace) {
    await copyProject(workspace);
    await writeFile(join(workspace, 'train.ini'), mistakenIni);
  },
  appearance: { language: 'ja' },
  timeoutMs: 400_000,
});

const mistakenIni = `[global]
centering = face
coverag = 87.5
mixed_precision = maybe

[global.optimizer]
learning_rate = 5e-5
optimizer = 
`;

/** Each language in two kinds of theme, so that all four kinds and both languages in high contrast are seen. */
const appearances: readonly { language: Appearance['language']; kinds: readonly ThemeKind[] }[] = [
  { language: 'ja', kinds: ['high-contrast', 'light'] },
  { language: 'en', kinds: ['high-contrast-light', 'dark'] },
];

interface Screen {
  readonly name: string;
  open?(): Promise<void>;
  /** Opens again what a change of the theme closes. */
  unfold?(): Promise<void>;
  /** What shows, in the webview of a panel of ours, that its content is there. */
  readonly panelContent?: string;
}

const screens: readonly Screen[] = [
  {
    name: 'project',
    async open() {
      await vscode.openTree();
      await vscode.getTreeRow(modelName).waitFor();
    },
  },
  {
    name: 'walkthrough',
    async unfold() {
      await vscode.runCommand('Welcome: Open Walkthrough');
      await vscode.choose(/Swapped Video|入れ替えた動画/);
      await vscode.page.getByRole('button', { name: /New Project|新しいプロジェクト/ }).waitFor();
      // All of it was done before the walkthrough was first opened.
      await vscode.page.locator('.codicon-getting-started-step-checked.complete').nth(5).waitFor();
    },
  },
  {
    name: 'train-ini',
    async open() {
      await vscode.openFile('train.ini');
      await vscode.page.locator('.squiggly-error, .squiggly-warning').nth(1).waitFor();
    },
    async unfold() {
      await vscode.page.locator('.view-line').last().click();
      await vscode.page.keyboard.press('Control+End');
      await vscode.page.keyboard.press('ArrowUp');
      await vscode.page.keyboard.press('End');
      await vscode.page.keyboard.press('Control+Space');
      await vscode.page.locator('.suggest-widget.visible .monaco-list-row').nth(3).waitFor();
    },
  },
  {
    name: 'review',
    async open() {
      await vscode.runCommand('Faceswap: Review Faces');
      await vscode.choose('alice');
    },
    panelContent: '.cell:not([hidden]) img[src^="blob:"]',
  },
  {
    name: 'training',
    async open() {
      await vscode.runCommand('Faceswap: Open Training Monitor');
    },
    panelContent: '.patch',
  },
];

describe.each(appearances)('in $language', ({ language, kinds }) => {
  beforeAll(async () => {
    await vscode.changeLanguage(language);
    await vscode.runCommand('View: Close All Editors'); // those of the language before
    await vscode.widenSideBar();
  });

  test.each(screens)('$name can be read in each theme', async ({ name, open, unfold, panelContent }) => {
    await open?.();
    for (const kind of kinds) {
      await vscode.changeTheme(kind);
      if (panelContent !== undefined)
        expect.soft(await vscode.findFaults(panelContent), `${name}, ${kind}`).toEqual([]);
      await unfold?.();
      await vscode.savePicture(`${name}-${kind}-${language}`);
    }
    await vscode.runCommand('View: Close All Editors');
  });
});

test('no request was sent to another machine', () => {
  expect(vscode.foreignRequests).toEqual([]);
});
