import { existsSync } from 'node:fs';
import { readdir, readFile, rename } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readAlignments } from '../../src/facesets/alignments';
import { makeCopiedFaces } from '../support/e2e/copiedFaces';
import { brokenFaces, lonelyPerson, makeOddFaces, oddClusters, oddPerson } from '../support/e2e/oddFaces';
import { type ThemeKind, themes } from '../support/e2e/vscode/appearance';
import { resolveInWorkspace, server, startVsCode, vscode } from '../support/e2e/vscode/startVsCode';

const faceCount = 1200;
const cell = '.row:not([hidden]) > .cell:not([hidden])';

startVsCode('review', {
  prepare: async (workspace) => {
    await makeCopiedFaces(workspace, faceCount);
    await makeOddFaces(workspace);
  },
  timeoutMs: 240_000,
});

const resolveInFaces = (...names: string[]) => resolveInWorkspace('people/alice/faces', ...names);
const getAlignmentsPath = () => resolveInWorkspace('people/alice/alignments/clip_alignments.fsa');
const getStatus = () => vscode.webview.locator('.status');
const getCluster = (name: string) => vscode.webview.locator('.cluster').filter({ hasText: name });
const press = (...keys: string[]) =>
  keys.reduce((last, key) => last.then(() => vscode.page.keyboard.press(key)), Promise.resolve());
const countFacesLeft = async () =>
  [...(await readAlignments(getAlignmentsPath())).frames.values()].reduce((sum, frame) => sum + frame.faces.length, 0);

async function expectStatus(words: string | RegExp): Promise<void> {
  await getStatus().filter({ hasText: words }).waitFor();
}

test('1,200 faces open by cluster, with their pictures', async () => {
  await vscode.openTree();
  await vscode.runCommand('Faceswap: Review Faces');
  await vscode.pick('The faces of which person?', 'alice');
  // Whoever is quick need not wait for the faces: these keys are for the second cluster.
  await vscode.webview.locator('#root').waitFor();
  await expect.poll(() => vscode.webview.locator('body').evaluate(() => document.hasFocus())).toBe(true);
  await press(']', 'Space', 'Shift+ArrowRight');
  await vscode.webview.locator('.selected').filter({ hasText: '2 selected' }).waitFor();
  await press('Escape', 'Home');
  await vscode.webview.locator(`${cell} img[src^="blob:"]`).nth(20).waitFor();
  expect(await getCluster('person_000').textContent()).toContain('800');
  expect(await getCluster('person_001').textContent()).toContain('400');
  await vscode.saveScreenshot('opened');
});

describe('by keyboard alone', () => {
  test('one person is removed, and nothing changes on disk before it is applied', async () => {
    await vscode.webview.locator('.grid:focus').waitFor();
    await press('End', ']');
    await vscode.saveScreenshot('second person');
    await press('a');
    await vscode.webview.locator('.selected').filter({ hasText: '400' }).waitFor();
    await vscode.saveScreenshot('selected');
    await press('Delete');
    await expectStatus('400 faces removed.');
    expect(await getCluster('person_001').count()).toBe(0);
    expect(await readdir(resolveInFaces('person_001'))).toHaveLength(400);
    await vscode.saveScreenshot('removed');
  });

  test('it is applied in one step, undone with every byte of the alignments, and redone', async () => {
    const before = await readFile(getAlignmentsPath());
    await press('Control+Enter');
    await expectStatus('Removed from the alignments: 400');
    expect(existsSync(resolveInFaces('person_001'))).toBe(false);
    expect(await countFacesLeft()).toBe(800);
    await vscode.saveScreenshot('applied');
    await press('Control+z');
    await expectStatus('Restored to them: 400');
    expect(await readdir(resolveInFaces('person_001'))).toHaveLength(400);
    expect((await readFile(getAlignmentsPath())).equals(before)).toBe(true);
    await press('Control+z');
    await expectStatus('Undone.');
    await getCluster('person_001').waitFor();
    await press('Control+Shift+z');
    await press('Control+Shift+z');
    await expectStatus('Removed from the alignments: 400');
    expect(await countFacesLeft()).toBe(800);
    await press('Control+z', 'Control+z');
    await expectStatus('Undone.');
  });

  test('faces are protected, moved to a new cluster, renamed, and merged back', async () => {
    await press('Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'p');
    await expectStatus('3 faces protected from removal.');
    await press('Escape', 'Shift+ArrowDown', 's');
    await vscode.answer('Cluster name', 'profile');
    await getCluster('profile').waitFor();
    await vscode.saveScreenshot('split');
    await press('Shift+Tab');
    await press('End', 'F2');
    await vscode.answer('Cluster name', 'side');
    await getCluster('side').waitFor();
    await vscode.webview.locator('.cluster:focus').waitFor();
    await press('End', 'Space', 'Home', 'Space', 'g');
    await expectStatus(/faces moved to person_000/);
    expect(await getCluster('side').count()).toBe(0);
  });

  test('similar faces are selected, and one face is shown in full size', async () => {
    await vscode.webview.locator('footer').filter({ hasNotText: 'Measuring' }).waitFor();
    await press('Tab', 'l');
    await vscode.webview.locator('.like input:focus').waitFor();
    await vscode.webview.locator('.like .description').filter({ hasText: '800' }).waitFor();
    await vscode.saveScreenshot('like this one');
    await press('Enter', 'Escape', 'Enter');
    await vscode.webview.locator('dialog.face img[src^="blob:"]').waitFor();
    await vscode.saveScreenshot('in full');
    await press('Escape', '?');
    await vscode.webview.locator('dialog.help').waitFor();
    await vscode.saveScreenshot('keys');
    await press('Escape');
  });

  test('faces are sorted by a measure', async () => {
    const order = vscode.webview.locator('.toolbar select');
    for (const [value, words] of [
      ['sharpness', 'Blurriest first'],
      ['yaw', 'By yaw'],
    ] as const) {
      await order.selectOption({ label: words });
      await expect.poll(() => order.inputValue()).toBe(value);
      await vscode.saveScreenshot(value);
    }
  });
});

describe('by mouse', () => {
  const [hanako, side] = oddClusters;
  const getFace = (position: number) => vscode.webview.locator(`${cell}[data-position="${position}"]`);
  const listSelected = async () =>
    await vscode.webview
      .locator(`${cell}[aria-selected="true"]`)
      .evaluateAll((cells) => cells.map((one) => Number((one as HTMLElement).dataset.position)).sort((a, b) => a - b));
  const getTool = (name: string | RegExp) => vscode.webview.locator('.toolbar').getByRole('button', { name });
  const readClusterCounts = async () => (await vscode.webview.locator('.cluster').allTextContents()).join(', ');
  /** A button of the toolbar; the status is empty until it has done its work. Gives the clusters then. */
  const isPressed = async (name: RegExp) => {
    await getStatus().evaluate((element) => element.replaceChildren());
    await getTool(name).click();
    await getStatus().filter({ hasText: /\S/ }).waitFor();
    return await readClusterCounts();
  };
  /** A menu passes over a click that comes while it opens: a user clicks again. */
  const chooseInMenu = async (name: string) => {
    const item = vscode.page.locator('.context-view').getByText(name, { exact: true });
    await item.waitFor();
    const click = async () => {
      await item.click({ timeout: 500 }).catch(() => undefined); // it is gone
      return await item.count();
    };
    await expect.poll(click).toBe(0);
  };
  const listFacesOnDisk = async (person: string) =>
    (await readdir(resolveInWorkspace('people', person, 'faces'), { recursive: true }))
      .filter((name) => name.endsWith('.png') && !name.startsWith('.review'))
      .sort();

  test('a single face that is not sorted is removed, comes back, and is renamed into a cluster', async () => {
    await vscode.runCommand('Faceswap: Review Faces');
    await vscode.pick('The faces of which person?', lonelyPerson);
    await getCluster('Not sorted').waitFor();
    await getFace(0).click();
    await getTool(/^Remove/).click();
    await expectStatus('1 face removed.');
    await vscode.webview.locator('.empty').filter({ hasText: 'H shows them' }).waitFor();
    await press('s', 'm', 'l', 'Enter', 'ArrowDown', 'a', 'Delete', 'h');
    await getFace(0).click();
    await getTool(/^Restore/).click();
    await expectStatus('1 face restored.');
    await vscode.actUntil(vscode.getQuestion('Cluster name'), () => getCluster('Not sorted').dblclick());
    await vscode.answer('Cluster name', 'bob marley');
    await getTool('Apply (1)').click();
    await expectStatus('Files moved: 1.');
    expect(await listFacesOnDisk(lonelyPerson)).toEqual([expect.stringMatching(/^bob marley\/clip_\d+_\d\.png$/)]);
  });

  test('faces open whose clusters have names in two languages, together with files that are not images', async () => {
    await vscode.runCommand('Faceswap: Review Faces');
    await vscode.pick('The faces of which person?', oddPerson);
    await vscode.webview.locator(`${cell}.broken`).nth(1).waitFor();
    expect(await readClusterCounts()).toBe(`${side}8, ${hanako}10`);
    await vscode.webview.locator(`${cell}.broken`).first().dblclick();
    await vscode.webview.locator('dialog.face').filter({ hasText: 'not a readable image' }).waitFor();
    await vscode.saveScreenshot('broken face');
    await vscode.webview.locator('dialog.face').getByRole('button', { name: 'Close' }).click();
  });

  test('faces are selected by click, Ctrl+click and Shift+click, and keys continue from there', async () => {
    await getFace(1).click();
    await expect.poll(listSelected).toEqual([1]);
    await getFace(3).click({ modifiers: ['Control'] });
    await getFace(6).click({ modifiers: ['Shift'] });
    await expect.poll(listSelected).toEqual([1, 3, 4, 5, 6]);
    await getFace(5).click({ modifiers: ['Shift'] });
    await expect.poll(listSelected).toEqual([1, 3, 4, 5]);
    await getFace(4).click({ modifiers: ['Control'] });
    await expect.poll(listSelected).toEqual([1, 3, 5]);
    await getFace(0).click();
    await press('Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowLeft', 'Shift+ArrowDown');
    await expect.poll(listSelected).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await vscode.webview.locator('.head').filter({ hasText: hanako }).click();
    await expect.poll(listSelected).toEqual(Array.from({ length: 10 }, (_, i) => 8 + i));
  });

  test('faces are dropped on a cluster of the list', async () => {
    await getFace(0).click();
    await getFace(2).click({ modifiers: ['Shift'] });
    await getFace(1).dragTo(getCluster(hanako));
    await expectStatus(`3 faces moved to ${hanako}.`);
    expect(await readClusterCounts()).toBe(`${side}5, ${hanako}13`);
  });

  test('faces are moved, split, renamed and merged by buttons and the list; each step is undone and redone', async () => {
    const before = await listFacesOnDisk(oddPerson);
    const seen = [await readClusterCounts()];
    await getFace(0).click();
    await getTool(/^Move…/).click();
    await vscode.pick('Move to which cluster?', hanako);
    await expectStatus(`1 face moved to ${hanako}.`);
    seen.push(await readClusterCounts());
    await getFace(1).click();
    await getTool(/^Split…/).click();
    await vscode.answer('Cluster name', '横顔 left');
    await getCluster('横顔 left').waitFor();
    seen.push(await readClusterCounts());
    await vscode.actUntil(vscode.getQuestion('Cluster name'), () => getCluster(side).dblclick());
    await vscode.answer('Cluster name', '横顔 右');
    await getCluster('横顔 右').waitFor();
    seen.push(await readClusterCounts());
    await getCluster('横顔 left').click();
    await getCluster('横顔 右').click({ modifiers: ['Control'] });
    await getTool(/^Merge/).click();
    await expectStatus('1 face moved to 横顔 右.');
    seen.push(await readClusterCounts());
    await getTool(/^Apply/).click();
    await expectStatus('Files moved: 8. Removed from the alignments: 0.');
    const after = await listFacesOnDisk(oddPerson);
    expect(after.filter((name) => name.startsWith(hanako))).toHaveLength(14);
    expect(after.filter((name) => name.startsWith('横顔 右'))).toHaveLength(4);
    const gone: string[] = [];
    for (let i = 0; i < 5; i++) gone.push(await isPressed(/^Undo/));
    expect(gone).toEqual([seen[4], ...seen.slice(0, 4).reverse()]);
    expect(await listFacesOnDisk(oddPerson)).toEqual(before);
    for (let i = 0; i < 5; i++) await isPressed(/^Redo/);
    expect(await listFacesOnDisk(oddPerson)).toEqual(after);
  });

  test('removed faces are shown after an apply, and protecting one restores it', async () => {
    await vscode.webview.locator(`${cell}.broken`).first().click();
    await vscode.webview
      .locator(`${cell}.broken`)
      .nth(1)
      .click({ modifiers: ['Control'] });
    await getFace(0).click({ modifiers: ['Control'] });
    await getTool(/^Remove/).click();
    await expectStatus('3 faces removed.');
    await getTool(/^Apply/).click();
    await expectStatus('Removed from the alignments: 1.');
    expect((await listFacesOnDisk(oddPerson)).filter((name) => name.startsWith('.trash/'))).toHaveLength(3);
    await getTool(/^Show removed/).click();
    await vscode.webview.locator(`${cell}.removed.broken`).nth(1).waitFor();
    await vscode.webview.locator(`${cell}.removed:not(.broken)`).click();
    await getTool(/^Protect/).click();
    await expectStatus('1 face protected from removal.');
    await getTool(/^Apply/).click();
    await expectStatus('Restored to them: 1.');
    await vscode.webview.locator(`${cell}.protected`).waitFor();
    const inTrash = (await listFacesOnDisk(oddPerson)).filter((name) => name.startsWith('.trash/'));
    expect(inTrash.map((name) => name.split('/').at(-1))).toEqual([...brokenFaces]);
  });

  test('what the list of clusters shows as chosen is what buttons apply to, and one click drops a cluster', async () => {
    await getFace(0).click();
    await vscode.webview
      .locator('.selected')
      .filter({ hasText: /^1 selected/ })
      .waitFor();
    await getCluster(hanako).click();
    await vscode.webview
      .locator('.selected')
      .filter({ hasText: `${hanako}: 12 selected` })
      .waitFor();
    await vscode.saveScreenshot('chosen cluster');
    await getTool(/^Remove/).click();
    await expectStatus('12 faces removed.');
    await getTool(/^Undo/).click();
    await expectStatus('Undone.');
    await getFace(0).click();
    await press('Escape');
    expect(await getTool(/^Remove/).isDisabled()).toBe(true); // no face is seen to be selected
    await getCluster(hanako).hover();
    await getCluster(hanako).getByTitle(`Remove ${hanako}`).click();
    await expectStatus(/faces removed/);
    await getTool(/^Undo/).click();
    await expectStatus('Undone.');
    await vscode.webview.locator('.head').filter({ hasText: hanako }).hover();
    await vscode.webview
      .locator('.head')
      .getByRole('button', { name: `Remove ${hanako}` })
      .click();
    await expectStatus(/faces removed/);
    await getTool(/^Undo/).click();
    await expectStatus('Undone.');
  });

  test('a right click on a face or a cluster offers what can be done with it, and nothing else', async () => {
    const listItems = async () =>
      (await vscode.page.locator('.context-view .monaco-menu .action-label').allTextContents()).filter(Boolean);
    await getFace(2).click({ button: 'right' });
    await vscode.page.locator('.context-view').getByText('Enlarge Face').waitFor();
    const items = await listItems();
    expect(items).toEqual(expect.arrayContaining(['Remove', 'Protect', 'Move…', 'Split…', 'Rename…', 'Select All']));
    expect(items.filter((item) => /Cut|Copy|Paste|Restore|Merge/.test(item))).toEqual([]);
    await vscode.saveScreenshot('menu of a face');
    await chooseInMenu('Protect');
    await expectStatus('1 face protected from removal.');
    await getTool(/^Undo/).click();
    await expectStatus('Undone.');
    await getCluster(hanako).click({ button: 'right' });
    await chooseInMenu('Remove');
    await expectStatus(/faces removed/);
    await getTool(/^Undo/).click();
    await expectStatus('Undone.');
  });

  test('the list of clusters stays in reach in a narrow panel', async () => {
    const before = vscode.page.viewportSize()!;
    await vscode.runCommand('View: Close Primary Side Bar');
    for (const width of [900, 450, 320]) {
      await vscode.page.setViewportSize({ width: width + 48, height: 720 });
      await vscode.webview.locator(`.review`).waitFor();
      const box = await getCluster(hanako).boundingBox();
      expect(box?.width, `${width} pixels`).toBeGreaterThan(100);
      await getCluster(hanako).click();
      await vscode.webview
        .locator('.selected')
        .filter({ hasText: `${hanako}: ` })
        .waitFor();
      await vscode.saveScreenshot(`${width} pixels`);
    }
    await vscode.page.setViewportSize(before);
  });

  test('what somebody else does to the files shows by itself', async () => {
    const [, second] = (await listFacesOnDisk(oddPerson)).filter((name) => name.startsWith(hanako));
    await rename(resolveInWorkspace('people', oddPerson, 'faces', second!), resolveInWorkspace('taken.png'));
    await expectStatus('New: 0. Moved: 0. Gone: 1.');
    await rename(resolveInWorkspace('taken.png'), resolveInWorkspace('people', oddPerson, 'faces', second!));
    await expectStatus('Gone: 0.');
  });

  test('thumbnails grow and shrink, and the sort order is reversed', async () => {
    const measureWidth = async () => (await getFace(0).boundingBox())!.width;
    const before = await measureWidth();
    await getTool(/^Larger/).click();
    await expect.poll(measureWidth).toBe(before + 16);
    await vscode.webview.locator('.grid').hover();
    await vscode.page.keyboard.down('Control');
    await vscode.page.mouse.wheel(0, 100);
    await vscode.page.keyboard.up('Control');
    await expect.poll(measureWidth).toBe(before);
    // The faces of the first cluster, which are put in order for themselves.
    const count = (await listFacesOnDisk(oddPerson)).filter((name) => name.startsWith(hanako)).length;
    const listFirstNames = () =>
      vscode.webview.locator(cell).evaluateAll(
        (cells, count) =>
          (cells as HTMLElement[])
            .sort((a, b) => Number(a.dataset.position) - Number(b.dataset.position))
            .slice(0, count)
            .map((one) => one.title.split(',')[0]!),
        count,
      );
    const expectReversed = async (wanted: 'true' | 'false') => {
      await getTool('Reverse order').click();
      await expect.poll(() => getTool('Reverse order').getAttribute('aria-pressed')).toBe(wanted);
      return await listFirstNames();
    };
    for (const by of ['Smallest first', 'By yaw', 'Most typical first', 'By name']) {
      await vscode.webview.locator('.toolbar select').selectOption({ label: by });
      const back = await expectReversed('true');
      expect(await expectReversed('false'), by).toEqual(back.reverse());
    }
  });
});

test.each(Object.keys(themes) as ThemeKind[])('has no accessibility errors in %s', async (kind) => {
  await vscode.changeTheme(kind);
  await vscode.webview.locator('.grid').focus();
  await press('Home', 'Space', 'ArrowRight', 'ArrowRight');
  expect(await vscode.findFaults(cell)).toEqual([]);
  await vscode.saveScreenshot(kind);
  await press('Escape');
});

test('a reopened window restores the review', async () => {
  await vscode.webview.locator('.grid').focus();
  await press('Delete');
  await expectStatus('1 face removed.');
  await vscode.goto(server);
  await vscode.webview.locator(`${cell} img[src^="blob:"]`).first().waitFor();
  await vscode.webview.locator('.toolbar').getByRole('button', { name: 'Apply (1)' }).waitFor();
  expect(vscode.foreignRequests).toEqual([]);
});
