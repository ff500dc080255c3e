import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeProject } from '../support/e2e/treeProject';
import { type ThemeKind, themes } from '../support/e2e/vscode/appearance';
import { startVsCode, vscode } from '../support/e2e/vscode/startVsCode';
import { writeTurnedFaces } from '../support/facesets/turnedFaces';
import { writeRecordedModel } from '../support/stages/recordedModel';

startVsCode('report', {
  prepare: async (workspace) => {
    await writeProject(
      workspace,
      ['alice', 'bob'].map((name) => ({ name, consent: 'made up' })),
      [{ name: 'alice-bob', a: 'alice', b: 'bob', trainer: 'nimble' }],
    );
    const looks = Array.from({ length: 12 }, (_, i) => ({ right: i - 6, contrast: 0.6 }));
    const faces = (name: string) => join(workspace, 'people', name, 'faces');
    for (const name of ['alice', 'bob'])
      for (const part of ['sources', 'alignments'])
        await mkdir(join(workspace, 'people', name, part), { recursive: true });
    await writeTurnedFaces(faces('alice'), 'film', [...looks, { up: -30 }, { up: -32 }, { up: -34 }]);
    const others = looks.map((one) => ({ ...one, right: one.right + 0.5, up: 1 }));
    await writeTurnedFaces(faces('bob'), 'other', others);
    await writeRecordedModel(join(workspace, 'models', 'alice-bob'), { notes: 'made for a test' });
  },
});

const page = () => vscode.webview.locator('main');

test('the menu of a model shows what B lacks, with pictures, in the colors of the theme', async () => {
  await vscode.openTree();
  await vscode.chooseFromMenu(vscode.getTreeRow('alice-bob'), 'Show Report on Faces');
  await page().getByText('20 % of the faces of A look further down than those of B').waitFor();
  const pictures = page().locator('li img');
  expect(await pictures.count()).toBeGreaterThanOrEqual(3);
  expect(await pictures.first().evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(128);
  const readBack = () => page().evaluate((main) => getComputedStyle(main.ownerDocument.body).backgroundColor);
  expect(await readBack()).toBe('rgb(20, 23, 29)');
  await vscode.saveScreenshot('model');
  await vscode.changeTheme('light');
  await expect.poll(readBack).toBe('rgb(245, 246, 248)');
  await vscode.saveScreenshot('light');
  expect(await page().evaluate((main) => main.ownerDocument.querySelectorAll('script[src]').length)).toBe(0);
  expect(vscode.foreignRequests).toEqual([]);
});

test('the faces of one person have a report of their own, from the palette, too', async () => {
  await vscode.runCommand('Faceswap: Show Report on Faces');
  await vscode.pick('The faces of which person?', 'bob');
  await page().getByRole('heading', { name: 'Faces of bob' }).waitFor();
  await page().getByText('No faces are turned beyond 40° to the left.').waitFor();
  await vscode.getNotification('The report on bob is ready.').waitFor();
});

test('the menu of a model shows all that is known of it, in the colors of the theme', async () => {
  await vscode.openTree();
  await vscode.chooseFromMenu(vscode.getTreeRow(/^\s*alice-bob/), /^Show Report$/);
  await page().getByRole('heading', { name: 'Model alice-bob' }).waitFor();
  for (const part of [
    'Before and after',
    'Over time',
    'On held-out faces',
    'Losses',
    'Settings',
    'Sessions',
    'Model card',
  ])
    await page().getByRole('heading', { name: part, exact: true }).waitFor();
  await page()
    .getByRole('img', { name: /^Loss of each side\. Loss A: 0\.5 at 1/ })
    .waitFor();
  await page().getByText('made for a test', { exact: true }).waitFor();
  const drawn = page().getByRole('img', { name: 'Pair 1: A as B' });
  expect(await drawn.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(32);
  await vscode.getNotification('The report on alice-bob is ready.').waitFor();
  for (const theme of Object.keys(themes) as ThemeKind[]) {
    await vscode.changeTheme(theme);
    await page().getByRole('heading', { name: 'Losses', exact: true }).scrollIntoViewIfNeeded();
    await vscode.saveScreenshot(`of-model-${theme}`);
  }
  expect(await page().evaluate((main) => main.ownerDocument.querySelectorAll('script[src]').length)).toBe(0);
  expect(vscode.foreignRequests).toEqual([]);
});
