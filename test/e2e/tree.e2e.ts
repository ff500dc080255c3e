import { existsSync } from 'node:fs';
import { cp, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { makeTreeProject, writeFaces } from '../support/e2e/treeProject';
import { type ThemeKind, themes } from '../support/e2e/vscode/appearance';
import { resolveInWorkspace, server, startVsCode, vscode } from '../support/e2e/vscode/startVsCode';

startVsCode('tree');

/** Its name ends with its keys. */
const getExplorer = () => vscode.page.locator('.activitybar [aria-label^="Explorer"]').first();
const getExplorerRow = (name: string) =>
  vscode.page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: name }).first();

test('the walkthrough has six steps, and ticks those that are done', async () => {
  await vscode.runCommand('Welcome: Open Walkthrough');
  await vscode.page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: 'Swapped Video' }).click();
  const steps = vscode.page.locator('.getting-started-step');
  await expect.poll(() => steps.count()).toBe(6);
  const done = vscode.page.locator('.getting-started-step .codicon-getting-started-step-checked.complete');
  expect(await done.count()).toBe(0);
  await makeTreeProject(server.workspace);
  await writeFaces(resolveInWorkspace('brought/person_x'), 4, 2);
  await vscode.openTree();
  await expect.poll(() => done.count()).toBe(6);
  await steps.nth(3).click();
  await vscode.saveScreenshot('walkthrough');
});

test('the tree shows clusters, counts, losses, missing notes, and the next step', async () => {
  await vscode.getTreeRow(/^Faces\s*6 faces · 2 clusters/).waitFor();
  await vscode.unfold(vscode.getTreeRow(/^Faces\s*6 faces/), vscode.getTreeRow(/person_000\s*4 faces/));
  await vscode.getTreeRow(/carol\s*no consent note/).waitFor();
  await vscode.getTreeRow('Add videos of carol…').waitFor();
  await vscode.getTreeRow(/alice-bob\s*12,345 iterations · A 0.0312 B 0.0298/).waitFor();
  await vscode.getTreeRow('alice-alice-bob.mp4').waitFor();
});

test('a tooltip shows a face of the cluster', async () => {
  const picture = vscode.page.locator('.monaco-hover img').first();
  await vscode.hoverUntil(vscode.getTreeRow('person_000'), picture);
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(256);
  await vscode.saveScreenshot('tooltip');
  await vscode.page.keyboard.press('Escape');
});

test('the menu of a person leads to the consent note, which is kept in the project', async () => {
  const edit = vscode.page.getByRole('menuitem', { name: 'Edit Consent Note' });
  await vscode.openMenu(vscode.getTreeRow(/carol\s*no consent note/), edit);
  await vscode.saveScreenshot('menu');
  await edit.click();
  await vscode.answer('On what basis may the face of carol be used', 'her word');
  await vscode.getTreeRow('no consent note').waitFor({ state: 'detached' });
  const { people } = JSON.parse(await readFile(resolveInWorkspace('faceswap.json'), 'utf8'));
  expect(people[2]).toEqual({ name: 'carol', consent: 'her word' });
});

test('a video that is dragged from the explorer onto a person becomes a source of that person', async () => {
  await getExplorer().click();
  await getExplorerRow('loose.mp4').waitFor();
  const sources = resolveInWorkspace('people/carol/sources');
  const dropped = vscode.getTreeRow('loose.mp4');
  await drag(getExplorerRow('loose.mp4'), vscode.getTreeRow('carol'), dropped, vscode.getActivity('Faceswap'));
  expect(await readdir(sources)).toHaveLength(1);
  const [source] = await readdir(sources);
  expect(await realpath(join(sources, source!))).toBe(await realpath(resolveInWorkspace('loose.mp4')));
  await vscode.saveScreenshot('dropped');
});

test('a video that is dropped from the desktop is copied into the project as a source of the person', async () => {
  const bytes = [...(await readFile(resolveInWorkspace('loose.mp4')))];
  const dataTransfer = await vscode.page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(content)], 'desktop.mp4', { type: 'video/mp4' }));
    return transfer;
  }, bytes);
  const row = vscode.getTreeRow('bob');
  for (const event of ['dragenter', 'dragover', 'drop']) await row.dispatchEvent(event, { dataTransfer });
  await vscode.getTreeRow('desktop.mp4').waitFor();
  const kept = await realpath(resolveInWorkspace('people/bob/sources/desktop.mp4'));
  expect(kept).toBe(await realpath(resolveInWorkspace('videos/desktop.mp4')));
  expect([...(await readFile(kept))]).toEqual(bytes);
});

test('a cluster that is dragged to another person moves to that person', async () => {
  await drag(vscode.getTreeRow('person_001'), vscode.getTreeRow('bob'), vscode.getTreeRow(/^Faces\s*5 faces/));
  expect(await readdir(resolveInWorkspace('people/bob/faces/person_001'))).toHaveLength(2);
  expect(existsSync(resolveInWorkspace('people/alice/faces/person_001'))).toBe(false);
});

test('a folder of faces is imported from the menu of the explorer, as a copy', async () => {
  await getExplorer().click();
  // The explorer may still be putting its rows in order.
  const focused = vscode.page.locator('.explorer-folders-view .monaco-list-row.focused');
  await expect
    .poll(async () => {
      await vscode.page.keyboard.press('Escape');
      await getExplorerRow('brought').click({ button: 'right' });
      return focused.innerText();
    })
    .toContain('brought');
  await vscode.page.getByRole('menuitem', { name: 'Faceswap' }).hover();
  await vscode.page.getByRole('menuitem', { name: 'Add to Faceswap Project…' }).waitFor();
  await vscode.saveScreenshot('explorer-menu');
  await vscode.page.getByRole('menuitem', { name: 'Add to Faceswap Project…' }).click();
  await vscode.pick('Add to which person?', 'carol');
  await vscode.openTree();
  await vscode.getTreeRow(/^Faces\s*2 faces/).waitFor();
  expect(await readdir(resolveInWorkspace('people/carol/faces'))).toEqual(['person_x']);
  expect(await readdir(resolveInWorkspace('brought/person_x'))).toHaveLength(2);
});

test('the menu of a model opens its settings, and makes a video of its timelapse', async () => {
  const settings = vscode.page.getByRole('menuitem', { name: 'Open Settings (train.ini)' });
  await vscode.openMenu(vscode.getTreeRow('alice-bob'), settings);
  await vscode.saveScreenshot('model-menu');
  const others = ['original', 'dfaker'].map((name) => `[model.${name}]\nlowmem = False\n\n`);
  const own = '[model.nimble]\nresolution = 128\n';
  await writeFile(
    resolveInWorkspace('models/alice-bob/train.ini'),
    `[global]\ncenter = face\n\n${others.join('')}${own}`,
  );
  await vscode.page.keyboard.press('Escape');
  await vscode.chooseFromMenu(vscode.getTreeRow('alice-bob'), 'Open Settings (train.ini)');
  await vscode.getTab('train.ini').waitFor();
  // The sections of other models are folded.
  await vscode.page.locator('.view-line').filter({ hasText: 'resolution' }).waitFor();
  await vscode.page.locator('.view-line').filter({ hasText: 'lowmem' }).first().waitFor({ state: 'detached' });
  await vscode.saveScreenshot('folded');
  await vscode.chooseFromMenu(vscode.getTreeRow('alice-bob'), 'Open Timelapse');
  await vscode.getNotification('timelapse.mp4 is ready').waitFor();
  expect(existsSync(resolveInWorkspace('models/alice-bob/timelapse.mp4'))).toBe(true);
  await vscode.clickRow(vscode.getTreeRow(/Timelapse: alice-bob\s*done/));
  await vscode.getTab('timelapse.mp4').waitFor();
  await vscode.closeNotifications();
});

test('a name in a tree, a list and a notification is text, whatever is in it', async () => {
  const name = '$(flame) ![a](b) [x](command:y) \u202egnp.mp4';
  const shown = '$(flame) ![a](b) [x](command:y) \ufffdgnp.mp4';
  await cp(resolveInWorkspace('loose.mp4'), resolveInWorkspace('people/bob/sources', name));
  await vscode.getTreeRow(shown).waitFor();
  const tooltip = vscode.page.locator('.monaco-hover:visible').filter({ hasText: shown });
  await vscode.hoverUntil(vscode.getTreeRow(shown), tooltip.first());
  expect(await tooltip.locator('a').count()).toBe(0);
  await vscode.runCommand('Faceswap: Extract Frames');
  await vscode.pick('Extract frames from which video?', shown);
  const frames = vscode.getNotification(/Extracted 10 frames to .*\$\(flame\) !\[a\] \(b\)/);
  await frames.waitFor();
  expect(await frames.locator('.notification-list-item-message a').count()).toBe(0);
  await vscode.saveScreenshot('names');
  await vscode.closeNotifications();
});

test('the devices of the machine open as a table', async () => {
  await vscode.runCommand('Faceswap: Show Devices');
  await vscode.getTab('Devices').waitFor();
  await vscode.page.locator('.view-line').filter({ hasText: 'cpu: available' }).first().waitFor();
  await vscode.saveScreenshot('devices');
  await vscode.closeNotifications();
});

test('a running job is counted on the badge; a failed one says so, and can be run again from its row', async () => {
  await vscode.chooseFromMenu(vscode.getTreeRow(/^\s*alice\s*$/), 'Extract Faces');
  const badge = vscode.page
    .locator('.activitybar .action-item')
    .filter({ has: vscode.page.locator('[aria-label^="Faceswap"]') });
  await badge.locator('.badge-content').filter({ hasText: '1' }).waitFor();
  await vscode.getTreeRow(/Extract Faces: alice\s*\S/).waitFor();
  await vscode.saveScreenshot('job');
  const failed = vscode.getTreeRow(/Extract Faces: alice\s*failed/); // the clip shows no face
  await failed.waitFor();
  await badge.locator('.badge-content').filter({ hasText: '1' }).waitFor({ state: 'hidden' });
  await failed.hover();
  await failed.getByRole('button', { name: /Resume/ }).waitFor();
  await vscode.closeNotifications();
});

for (const theme of Object.keys(themes) as ThemeKind[]) {
  test(`every text can be read in the ${theme} theme`, async () => {
    await vscode.changeTheme(theme);
    await vscode.getActivity('Faceswap').waitFor();
    await vscode.saveScreenshot(`theme-${theme}`);
  });
}

test('a project that cannot be read says why, and one without people has its welcome', async () => {
  await writeFile(resolveInWorkspace('faceswap.json'), '{ "version": 1, "people": [], "models": [');
  await vscode.runCommand('Faceswap: Refresh');
  await vscode.page.getByText('is not valid JSON').waitFor();
  await vscode.clickRow(vscode.getTreeRow('Open faceswap.json'));
  await vscode.getTab('faceswap.json').waitFor();
  await vscode.saveScreenshot('damaged');
  await writeFile(resolveInWorkspace('faceswap.json'), '{ "version": 1, "people": [], "models": [] }');
  await vscode.page.locator('.pane-body').getByRole('button', { name: 'Add Person' }).waitFor();
});

/**
 * Drags a row onto another until `shown` shows, over something that brings that one into view. Moves in small steps, which the
 * drag and drop of VS Code needs, and begins again where a list was drawn anew under the mouse.
 */
async function drag(from: Locator, to: Locator, shown: Locator, over: Locator = to): Promise<void> {
  await vscode.actUntil(shown, async () => {
    await vscode.page.mouse.up();
    await vscode.page.mouse.move(0, 0); // a tooltip may cover it
    if (!(await from.isVisible())) await getExplorer().click();
    await from.hover({ timeout: 5_000 });
    await vscode.page.mouse.down();
    await moveOnto(over);
    await vscode.actUntil(to.and(vscode.page.locator('.drop-target')), () => moveOnto(to));
    await vscode.page.mouse.up();
  });
}

async function moveOnto(target: Locator): Promise<void> {
  const box = await target.boundingBox();
  if (!box) throw new Error('it is not on the screen');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await vscode.page.mouse.move(x, y, { steps: 12 });
  await vscode.page.mouse.move(x + 3, y + 1, { steps: 3 });
}
