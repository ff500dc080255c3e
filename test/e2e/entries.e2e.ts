import { existsSync } from 'node:fs';
import { readdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { makeTreeProject } from '../support/e2e/treeProject';
import { resolveInWorkspace, startVsCode, vscode } from '../support/e2e/vscode/startVsCode';

startVsCode('entries', { prepare: makeTreeProject });

const input = () => vscode.page.locator('.quick-input-widget input').first();

const widget = () => vscode.page.locator('.quick-input-widget');
const getDialog = (text: string) => vscode.page.locator('.monaco-dialog-box').filter({ hasText: text });
const pressOn = (row: string | RegExp, key: string, shown: Locator) =>
  vscode.pressOnRow(vscode.getTreeRow(row), key, shown);

async function undo(sentence: RegExp): Promise<void> {
  const toast = vscode.getNotification(sentence);
  await toast.getByRole('button', { name: 'Undo' }).click();
  await toast.waitFor({ state: 'detached' });
}

const readProject = async () => JSON.parse(await readFile(resolveInWorkspace('faceswap.json'), 'utf8'));

test('F2 renames a person; what is invalid or in use is told while it is typed', async () => {
  await vscode.openTree();
  await pressOn(/carol\s*no consent note/, 'F2', widget().filter({ hasText: 'Rename carol' }));
  await input().fill('Bob');
  await widget().filter({ hasText: 'The name "Bob" is already in use.' }).waitFor();
  await vscode.saveScreenshot('taken');
  await input().fill('a/b');
  await widget().filter({ hasText: '"a/b" is not a valid name' }).waitFor();
  await vscode.answer('Rename carol', 'caroline');
  await vscode.getTreeRow(/caroline\s*no consent note/).waitFor();
  expect(await readdir(resolveInWorkspace('people'))).toEqual(['alice', 'bob', 'caroline']);
  await undo(/carol is now called caroline/);
  await vscode.getTreeRow(/carol\s*no consent note/).waitFor();
  expect((await readProject()).people[2].name).toBe('carol');
});

test('Delete moves a result to the trash, and Undo puts it back', async () => {
  const toast = vscode.getNotification(/alice-alice-bob\.mp4 was moved to the trash of the project/);
  await pressOn('alice-alice-bob.mp4', 'Delete', toast);
  await vscode.getTreeRow('alice-alice-bob.mp4').waitFor({ state: 'detached' });
  await vscode.saveScreenshot('deleted');
  expect(existsSync(resolveInWorkspace('swaps/alice-alice-bob.mp4'))).toBe(false);
  await undo(/alice-alice-bob\.mp4 was moved/);
  await vscode.getTreeRow('alice-alice-bob.mp4').waitFor();
  expect(existsSync(resolveInWorkspace('swaps/alice-alice-bob.mp4'))).toBe(true);
});

test('a person is deleted together with the models, after a question that names them', async () => {
  const dialog = getDialog('Delete bob, with the model alice-bob?');
  await pressOn(/^\s*bob\s*$/, 'Delete', dialog);
  await vscode.saveScreenshot('with-models');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await vscode.getTreeRow(/alice-bob\s*12,345 iterations/).waitFor({ state: 'detached' });
  await undo(/bob was moved to the trash/);
  await vscode.getTreeRow(/alice-bob\s*12,345 iterations/).waitFor();
  expect((await readProject()).models).toHaveLength(1);
});

test('several selected entries are deleted at once', async () => {
  await writeFile(resolveInWorkspace('swaps/other.mp4'), 'film');
  await vscode.getTreeRow('other.mp4').waitFor();
  const first = vscode.getTreeRow('alice-alice-bob.mp4');
  await first.click({ modifiers: ['ControlOrMeta'] });
  await first.and(vscode.page.locator('.selected')).waitFor();
  await pressOn('other.mp4', 'Delete', vscode.getNotification(/2 entries were moved/));
  expect(await readdir(resolveInWorkspace('swaps'))).toEqual([]);
  await undo(/2 entries were moved/);
  const list = async () => (await readdir(resolveInWorkspace('swaps'))).sort();
  await expect.poll(list).toEqual(['alice-alice-bob.mp4', 'other.mp4']);
});

test('a source whose original was moved is marked, and is found again by Locate', async () => {
  const source = resolveInWorkspace('people/carol/sources/moved.mp4');
  await symlink(resolveInWorkspace('gone.mp4'), source);
  await vscode.runCommand('Faceswap: Refresh');
  const row = vscode.getTreeRow(/moved\.mp4\s*missing/);
  await row.waitFor();
  await vscode.saveScreenshot('missing');
  await vscode.clickRow(row);
  await vscode.choosePath('Where Is gone.mp4?', resolveInWorkspace('loose.mp4'));
  const dialog = getDialog('loose.mp4 has another name than moved.mp4');
  await dialog.waitFor();
  await dialog.getByRole('button', { name: 'Use It Anyway' }).click();
  await vscode.getTreeRow(/moved\.mp4\s*0:01 · 320×240/).waitFor();
  expect(await realpath(source)).toBe(await realpath(resolveInWorkspace('loose.mp4')));
  await vscode.saveScreenshot('located');
});

test('a bad video does not keep a good one from being read, and says why it failed', async () => {
  await writeFile(resolveInWorkspace('people/carol/sources/bad.mp4'), 'no film');
  await vscode.getTreeRow('bad.mp4').waitFor();
  await vscode.runCommand('Faceswap: Extract Faces');
  await vscode.pick('The faces of which person?', 'carol');
  await vscode.getTreeRow(/Extract Faces: carol\s*failed · bad\.mp4/).waitFor();
  await vscode.getTreeRow(/Extract Faces: carol\s*failed · moved\.mp4/).waitFor(); // it shows no face
  await vscode.getTreeRow(/^\s*bad\.mp4\s*failed/).waitFor();
  await vscode.getNotification('2 of 2 failed:').waitFor();
  await vscode.saveScreenshot('failed');
  await vscode.closeNotifications();
});

test('finished jobs are cleared at once, and come back', async () => {
  await vscode.runCommand('Faceswap: Clear Finished Jobs');
  await vscode.getTreeRow(/Extract Faces: carol/).waitFor({ state: 'detached' });
  await undo(/2 jobs were removed from the list/);
  await vscode.getTreeRow(/Extract Faces: carol\s*failed · bad\.mp4/).waitFor();
});

test('the tree is in Japanese where VS Code is', async () => {
  await vscode.changeLanguage('ja');
  await vscode.openTree();
  await vscode.getTreeRow('bad.mp4').waitFor();
  await pressOn('alice-alice-bob.mp4', 'Delete', vscode.getNotification('ゴミ箱'));
  await vscode.saveScreenshot('japanese');
});
