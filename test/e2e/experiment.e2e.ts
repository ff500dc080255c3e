import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeProject, writeTrainedModel } from '../support/e2e/treeProject';
import { startVsCode, vscode } from '../support/e2e/vscode/startVsCode';
import { writeTurnedFaces } from '../support/facesets/turnedFaces';

let ini = '';

startVsCode('experiment', {
  prepare: async (workspace) => {
    const names = ['alice', 'bob'];
    await writeProject(
      workspace,
      names.map((name) => ({ name, consent: 'made up' })),
      [{ name: 'alice-bob', a: 'alice', b: 'bob', trainer: 'nimble' }],
    );
    const looks = Array.from({ length: 80 }, (_, i) => ({ right: i / 4 - 10, seed: i }));
    for (const name of names) {
      for (const part of ['sources', 'alignments'])
        await mkdir(join(workspace, 'people', name, part), { recursive: true });
      await writeTurnedFaces(join(workspace, 'people', name, 'faces'), name, looks);
    }
    const model = join(workspace, 'models', 'alice-bob');
    await writeTrainedModel(model, 'nimble', 100);
    ini = join(model, 'train.ini');
    await writeFile(ini, '# mine\n[global.optimizer]\noptimizer = adam\n');
  },
});

const page = () => vscode.webview.locator('main');
const gridPrompt = 'Options of train.ini and their values';

test('the menu of a model asks what to compare, and says what is no change', async () => {
  await vscode.openTree();
  await vscode.chooseFromMenu(vscode.getTreeRow('alice-bob'), 'Compare Settings…');
  await vscode.type(gridPrompt, 'optimizer = adam');
  await vscode.answer('Name at least two values.', 'optimizer = adam, adabelief');
  await vscode.answer('How long to train each of the 4 runs?', '1s');
});

test('the comparison is shown, with what was found and the faces that each setting draws', async () => {
  await page().getByRole('heading', { name: 'Comparison of 2 settings' }).waitFor({ timeout: 600_000 });
  await page().getByText('alice as bob, trainer nimble').waitFor();
  await page()
    .getByText(/^"optimizer = \w+" (has the best margin|is the best by margin)/)
    .waitFor();
  expect(
    await page()
      .getByText(/^"optimizer = adam" .*"optimizer = adabelief"/)
      .count(),
  ).toBe(1);
  expect(await page().getByRole('table').first().getByText('optimizer = adabelief').count()).toBeGreaterThan(0);
  expect(await page().locator('table img').count()).toBeGreaterThan(6);
  await vscode.saveScreenshot('comparison');
  expect(vscode.foreignRequests).toEqual([]);
});

test('one click writes the best setting into the train.ini of the model', async () => {
  const notification = vscode.getNotification('The comparison for alice-bob is ready. Best: ');
  const best = /Best: \d: (optimizer = \w+)/.exec((await notification.textContent()) ?? '')?.[1];
  await notification.getByRole('button', { name: 'Use the Best' }).click();
  await vscode
    .getNotification('The comparison for alice-bob is ready')
    .getByRole('button', { name: 'Open train.ini' })
    .waitFor({ timeout: 600_000 });
  expect(await readFile(ini, 'utf8')).toBe(`# mine\n[global.optimizer]\n${best}\n`);
});
