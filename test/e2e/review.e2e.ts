import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readAlignments } from '../../src/facesets/alignments';
import { makeCopiedFaces } from './copiedFaces';
import { type ThemeKind, themes } from './vscode/appearance';
import { inVsCode, inWorkspace, server, vscode } from './vscode/inVsCode';

const faceCount = 2000;
const cell = '.row:not([hidden]) > .cell:not([hidden])';

inVsCode('review', { prepare: (workspace) => makeCopiedFaces(workspace, faceCount), timeoutMs: 240_000 });

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
    await says('666 faces left the alignments');
    expect(existsSync(faces('person_001'))).toBe(false);
    expect(await facesLeft()).toBe(1334);
    await vscode.screenshot('applied');
    await press('Control+z');
    await says('666 came back');
    expect(await readdir(faces('person_001'))).toHaveLength(666);
    expect(await readFile(alignmentsPath())).toEqual(before);
    await press('Control+z');
    await says('Undone.');
    await cluster('person_001').waitFor();
    await press('Control+Shift+z');
    await press('Control+Shift+z');
    await says('666 faces left the alignments');
    expect(await facesLeft()).toBe(1334);
    await press('Control+z', 'Control+z');
    await says('Undone.');
  });

  test('faces are kept, moved to a new cluster, renamed, and merged back', async () => {
    await press('Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'k');
    await says('3 faces are kept.');
    await press('Escape', 'Shift+ArrowDown', 's');
    await vscode.answer('The name of the cluster', 'profile');
    await cluster('profile').waitFor();
    await vscode.screenshot('split');
    await press('Shift+Tab');
    await press('End', 'F2');
    await vscode.answer('The name of the cluster', 'side');
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
      ['sharpness', 'Most blurred first'],
      ['yaw', 'By where they look'],
    ] as const) {
      await order.selectOption({ label: words });
      await expect.poll(() => order.inputValue()).toBe(value);
      await vscode.screenshot(value);
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
