import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readAlignments } from '../../src/facesets/alignments';
import { makeCopiedFaces } from '../support/e2e/copiedFaces';
import { brokenFaces, lonelyPerson, makeOddFaces, oddClusters, oddPerson } from '../support/e2e/oddFaces';
import { type ThemeKind, themes } from '../support/e2e/vscode/appearance';
import { inVsCode, inWorkspace, server, vscode } from '../support/e2e/vscode/inVsCode';

const faceCount = 2000;
const cell = '.row:not([hidden]) > .cell:not([hidden])';

inVsCode('review', {
  prepare: async (workspace) => {
    await makeCopiedFaces(workspace, faceCount);
    await makeOddFaces(workspace);
  },
  timeoutMs: 240_000,
});

const faces = (...names: string[]) => inWorkspace('people/alice/faces', ...names);
const alignmentsPath = () => inWorkspace('people/alice/alignments/clip_alignments.fsa');
const status = () => vscode.webview.locator('.status');
const cluster = (name: string) => vscode.webview.locator('.cluster').filter({ hasText: name });
const press = (...keys: string[]) =>
  keys.reduce((last, key) => last.then(() => vscode.page.keyboard.press(key)), Promise.resolve());
const facesLeft = async () =>
  [...(await readAlignments(alignmentsPath())).frames.values()].reduce((sum, frame) => sum + frame.faces.length, 0);

async function says(words: string | RegExp): Promise<void> {
  await status().filter({ hasText: words }).waitFor({ timeout: 60_000 });
}

test('2,000 faces open by cluster, with their pictures', async () => {
  await vscode.activity('Faceswap').click();
  await vscode.command('Faceswap: Review Faces');
  await vscode.pick('The faces of which person?', 'alice');
  await vscode.webview.locator(`${cell} img[src^="blob:"]`).nth(20).waitFor();
  expect(await cluster('person_000').textContent()).toContain('1,334');
  expect(await cluster('person_001').textContent()).toContain('666');
  await vscode.screenshot('opened');
});

describe('by keyboard alone', () => {
  test('one person is removed, and nothing changes on disk before it is applied', async () => {
    await vscode.webview.locator('.grid:focus').waitFor();
    await press('End', ']');
    await vscode.screenshot('second person');
    await press('a');
    await vscode.webview.locator('.selected').filter({ hasText: '666' }).waitFor();
    await vscode.screenshot('selected');
    await press('Delete');
    await says('666 faces removed.');
    expect(await cluster('person_001').count()).toBe(0);
    expect(await readdir(faces('person_001'))).toHaveLength(666);
    await vscode.screenshot('removed');
  });

  test('it is applied in one step, undone with every byte of the alignments, and done again', async () => {
    const before = await readFile(alignmentsPath());
    await press('Control+Enter');
    await says('Removed from the alignments: 666');
    expect(existsSync(faces('person_001'))).toBe(false);
    expect(await facesLeft()).toBe(1334);
    await vscode.screenshot('applied');
    await press('Control+z');
    await says('Restored to them: 666');
    expect(await readdir(faces('person_001'))).toHaveLength(666);
    expect((await readFile(alignmentsPath())).equals(before)).toBe(true);
    await press('Control+z');
    await says('Undone.');
    await cluster('person_001').waitFor();
    await press('Control+Shift+z');
    await press('Control+Shift+z');
    await says('Removed from the alignments: 666');
    expect(await facesLeft()).toBe(1334);
    await press('Control+z', 'Control+z');
    await says('Undone.');
  });

  test('faces are kept, moved to a new cluster, renamed, and merged back', async () => {
    await press('Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'k');
    await says('3 faces marked as kept.');
    await press('Escape', 'Shift+ArrowDown', 's');
    await vscode.answer('Cluster name', 'profile');
    await cluster('profile').waitFor();
    await vscode.screenshot('split');
    await press('Shift+Tab');
    await press('End', 'F2');
    await vscode.answer('Cluster name', 'side');
    await cluster('side').waitFor();
    await vscode.webview.locator('.cluster:focus').waitFor();
    await press('End', 'Space', 'Home', 'Space', 'g');
    await says(/faces moved to person_000/);
    expect(await cluster('side').count()).toBe(0);
  });

  test('those like one are selected, and one is seen in full', async () => {
    await vscode.webview.locator('footer').filter({ hasNotText: 'Measuring' }).waitFor({ timeout: 120_000 });
    await press('Tab', 'l');
    await vscode.webview.locator('.like input:focus').waitFor();
    await vscode.webview.locator('.like .description').filter({ hasText: '1,334' }).waitFor();
    await vscode.screenshot('like this one');
    await press('Enter', 'Escape', 'Enter');
    await vscode.webview.locator('dialog.face img[src^="blob:"]').waitFor();
    await vscode.screenshot('in full');
    await press('Escape', '?');
    await vscode.webview.locator('dialog.help').waitFor();
    await vscode.screenshot('keys');
    await press('Escape');
  });

  test('faces are ordered by what was measured', async () => {
    const order = vscode.webview.locator('.toolbar select');
    for (const [value, words] of [
      ['sharpness', 'Blurriest first'],
      ['yaw', 'By yaw'],
    ] as const) {
      await order.selectOption({ label: words });
      await expect.poll(() => order.inputValue()).toBe(value);
      await vscode.screenshot(value);
    }
  });
});

describe('by mouse', () => {
  const [hanako, side] = oddClusters;
  const face = (position: number) => vscode.webview.locator(`${cell}[data-position="${position}"]`);
  const chosen = async () =>
    await vscode.webview
      .locator(`${cell}[aria-selected="true"]`)
      .evaluateAll((cells) => cells.map((one) => Number((one as HTMLElement).dataset.position)).sort((a, b) => a - b));
  const tool = (name: string | RegExp) => vscode.webview.locator('.toolbar').getByRole('button', { name });
  const counted = async () => (await vscode.webview.locator('.cluster').allTextContents()).join(', ');
  /** A button of the toolbar; the status is empty until it has done its work. Gives the clusters then. */
  const pressed = async (name: RegExp) => {
    await status().evaluate((element) => element.replaceChildren());
    await tool(name).click();
    await status().filter({ hasText: /\S/ }).waitFor();
    return await counted();
  };
  const onDisk = async (person: string) =>
    (await readdir(inWorkspace('people', person, 'faces'), { recursive: true }))
      .filter((name) => name.endsWith('.png') && !name.startsWith('.review'))
      .sort();

  test('a single face that is not sorted is removed, comes back, and is renamed into a cluster', async () => {
    await vscode.command('Faceswap: Review Faces');
    await vscode.pick('The faces of which person?', lonelyPerson);
    await cluster('Not sorted').waitFor();
    await face(0).click();
    await tool(/^Remove/).click();
    await says('1 face removed.');
    await vscode.webview.locator('.empty').filter({ hasText: 'H shows them' }).waitFor();
    await press('s', 'm', 'l', 'Enter', 'ArrowDown', 'a', 'Delete', 'h');
    await face(0).click();
    await tool(/^Restore/).click();
    await says('1 face restored.');
    await cluster('Not sorted').dblclick();
    await vscode.answer('Cluster name', 'bob marley');
    await tool('Apply (1)').click();
    await says('Files moved: 1.');
    expect(await onDisk(lonelyPerson)).toEqual([expect.stringMatching(/^bob marley\/clip_\d+_\d\.png$/)]);
  });

  test('faces whose clusters have names of two languages open, with those that are no pictures', async () => {
    await vscode.command('Faceswap: Review Faces');
    await vscode.pick('The faces of which person?', oddPerson);
    await vscode.webview.locator(`${cell}.broken`).nth(1).waitFor();
    expect(await counted()).toBe(`${side}8, ${hanako}10`);
    await vscode.webview.locator(`${cell}.broken`).first().dblclick();
    await vscode.webview.locator('dialog.face').filter({ hasText: 'not a readable image' }).waitFor();
    await vscode.screenshot('broken face');
    await vscode.webview.locator('dialog.face').getByRole('button', { name: 'Close' }).click();
  });

  test('faces are selected by click, Ctrl+click and Shift+click, and go on from there by keys', async () => {
    await face(1).click();
    await expect.poll(chosen).toEqual([1]);
    await face(3).click({ modifiers: ['Control'] });
    await face(6).click({ modifiers: ['Shift'] });
    await expect.poll(chosen).toEqual([1, 3, 4, 5, 6]);
    await face(5).click({ modifiers: ['Shift'] });
    await expect.poll(chosen).toEqual([1, 3, 4, 5]);
    await face(4).click({ modifiers: ['Control'] });
    await expect.poll(chosen).toEqual([1, 3, 5]);
    await face(0).click();
    await press('Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowLeft', 'Shift+ArrowDown');
    await expect.poll(chosen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await vscode.webview.locator('.head').filter({ hasText: hanako }).click();
    await expect.poll(chosen).toEqual(Array.from({ length: 10 }, (_, i) => 8 + i));
  });

  test('faces are dropped on a cluster of the list', async () => {
    await face(0).click();
    await face(2).click({ modifiers: ['Shift'] });
    await face(1).dragTo(cluster(hanako));
    await says(`3 faces moved to ${hanako}.`);
    expect(await counted()).toBe(`${side}5, ${hanako}13`);
  });

  test('faces are moved, split, renamed and merged by buttons and the list; each is undone and done again', async () => {
    const before = await onDisk(oddPerson);
    const seen = [await counted()];
    await face(0).click();
    await tool(/^Move…/).click();
    await vscode.pick('Move to which cluster?', hanako);
    await says(`1 face moved to ${hanako}.`);
    seen.push(await counted());
    await face(1).click();
    await tool(/^Split…/).click();
    await vscode.answer('Cluster name', '横顔 left');
    await cluster('横顔 left').waitFor();
    seen.push(await counted());
    await cluster(side).dblclick();
    await vscode.answer('Cluster name', '横顔 右');
    await cluster('横顔 右').waitFor();
    seen.push(await counted());
    await cluster('横顔 left').click();
    await cluster('横顔 右').click({ modifiers: ['Control'] });
    await tool(/^Merge/).click();
    await says('1 face moved to 横顔 右.');
    seen.push(await counted());
    await tool(/^Apply/).click();
    await says('Files moved: 8. Removed from the alignments: 0.');
    const after = await onDisk(oddPerson);
    expect(after.filter((name) => name.startsWith(hanako))).toHaveLength(14);
    expect(after.filter((name) => name.startsWith('横顔 右'))).toHaveLength(4);
    const gone: string[] = [];
    for (let i = 0; i < 5; i++) gone.push(await pressed(/^Undo/));
    expect(gone).toEqual([seen[4], ...seen.slice(0, 4).reverse()]);
    expect(await onDisk(oddPerson)).toEqual(before);
    for (let i = 0; i < 5; i++) await pressed(/^Redo/);
    expect(await onDisk(oddPerson)).toEqual(after);
  });

  test('removed faces are shown after an apply, and one is kept, which brings it back', async () => {
    await vscode.webview.locator(`${cell}.broken`).first().click();
    await vscode.webview
      .locator(`${cell}.broken`)
      .nth(1)
      .click({ modifiers: ['Control'] });
    await face(0).click({ modifiers: ['Control'] });
    await tool(/^Remove/).click();
    await says('3 faces removed.');
    await tool(/^Apply/).click();
    await says('Removed from the alignments: 1.');
    expect((await onDisk(oddPerson)).filter((name) => name.startsWith('.trash/'))).toHaveLength(3);
    await tool(/^Show removed/).click();
    await vscode.webview.locator(`${cell}.removed.broken`).nth(1).waitFor();
    await vscode.webview.locator(`${cell}.removed:not(.broken)`).click();
    await tool(/^Keep/).click();
    await says('1 face marked as kept.');
    await tool(/^Apply/).click();
    await says('Restored to them: 1.');
    await vscode.webview.locator(`${cell}.kept`).waitFor();
    const inTrash = (await onDisk(oddPerson)).filter((name) => name.startsWith('.trash/'));
    expect(inTrash.map((name) => name.split('/').at(-1))).toEqual([...brokenFaces]);
  });

  test('thumbnails grow and shrink, and faces are ordered the other way round', async () => {
    const width = async () => (await face(0).boundingBox())!.width;
    const before = await width();
    await tool(/^Larger/).click();
    await expect.poll(width).toBe(before + 16);
    await vscode.webview.locator('.grid').hover();
    await vscode.page.keyboard.down('Control');
    await vscode.page.mouse.wheel(0, 100);
    await vscode.page.keyboard.up('Control');
    await expect.poll(width).toBe(before);
    const firstNames = () =>
      vscode.webview.locator(cell).evaluateAll((cells) =>
        (cells as HTMLElement[])
          .sort((a, b) => Number(a.dataset.position) - Number(b.dataset.position))
          .slice(0, 4)
          .map((one) => one.title.split(',')[0]!),
      );
    const reversed = async (wanted: 'true' | 'false') => {
      await tool('Reverse order').click();
      await expect.poll(() => tool('Reverse order').getAttribute('aria-pressed')).toBe(wanted);
      return await firstNames();
    };
    for (const by of ['Smallest first', 'By yaw', 'Most typical first', 'By name']) {
      await vscode.webview.locator('.toolbar select').selectOption({ label: by });
      const back = await reversed('true');
      expect(await reversed('false'), by).toEqual(back.reverse());
    }
  });
});

test.each(Object.keys(themes) as ThemeKind[])('is read well by eyes and by screen readers in %s', async (kind) => {
  await vscode.theme(kind);
  await vscode.webview.locator('.grid').focus();
  await press('Home', 'Space', 'ArrowRight', 'ArrowRight');
  expect(await vscode.faults(cell)).toEqual([]);
  await vscode.screenshot(kind);
  await press('Escape');
});

test('a window that is opened again has the review where it was', async () => {
  await vscode.webview.locator('.grid').focus();
  await press('Delete');
  await says('1 face removed.');
  await vscode.goto(server);
  await vscode.webview.locator(`${cell} img[src^="blob:"]`).first().waitFor({ timeout: 90_000 });
  await vscode.webview.locator('.toolbar').getByRole('button', { name: 'Apply (1)' }).waitFor();
  expect(vscode.foreignRequests).toEqual([]);
});
