import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readCheckpoint, writeCheckpoint } from '../../src/training/store/checkpoint';
import { clipFrames } from '../support/e2e/testClips';
import { makeTrainedProject, modelName, runFaceswap } from '../support/e2e/trainedProject';
import { startServer, type VsCodeServer } from '../support/e2e/vscode/server';
import { launchBrowser, Workbench } from '../support/e2e/vscode/workbench';

let server: VsCodeServer;
let browser: Browser;
let vscode: Workbench;
/** The project before it comes into the opened folder. */
let made: string;

beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'faceswap-made-'));
  [server, browser] = await Promise.all([
    startServer({ extension: 'installed' }),
    launchBrowser(),
    makeTrainedProject(made),
  ]);
  vscode = await Workbench.open(browser, server, 'models');
  await vscode.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await vscode.goto(server);
  await vscode.openTree();
}, 200_000);

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await vscode?.saveScreenshot('failure');
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(made, { recursive: true, force: true });
});

const resolveInWorkspace = (...names: string[]) => join(server.workspace, ...names);
const getModelDir = () => resolveInWorkspace('models', modelName);
const getStillsPath = () => resolveInWorkspace('swaps/a-alice-bob-nimble.stills.png');
const untrained = 'bob-alice-original';

const getModelRow = () => vscode.getTreeRow(new RegExp(`^\\s*${modelName}\\s*\\d+ iterations`));
const getDialog = () => vscode.page.locator('.monaco-dialog-box');
const getQuickInput = () => vscode.page.locator('.quick-input-widget');
const input = () => getQuickInput().locator('input.input').first();

async function expectNotification(words: string | RegExp): Promise<void> {
  await vscode.getNotification(words).waitFor();
}

async function listFileNames(): Promise<string[]> {
  return (await readdir(server.workspace, { recursive: true })).filter((name) => !name.includes('.faceswap')).sort();
}

const person = [
  { asks: 'also the folder name', answer: () => vscode.answer('also the folder name', 'alice') },
  { asks: 'On what basis', answer: () => vscode.answer('On what basis', 'a test clip') },
  { asks: 'Videos or image folders of alice', answer: () => vscode.pick('Videos or image folders of alice', 'Later') },
];

test('a new project that is canceled at any question leaves nothing behind', async () => {
  for (const [index, { asks }] of person.entries()) {
    await vscode.runCommand('Faceswap: New Project');
    for (const { answer } of person.slice(0, index)) await answer();
    await vscode.leave(asks);
    expect(await listFileNames()).toEqual([]);
  }
  await vscode.runCommand('Faceswap: New Project');
  for (const { answer } of person) await answer();
  await vscode.getTreeRow('Add videos of alice…').waitFor();
  await vscode.answer('also the folder name', 'bob');
  await vscode.leave('On what basis may the face of bob');
  expect(await readdir(resolveInWorkspace('people'))).toEqual(['alice']);
  const { people } = JSON.parse(await readFile(resolveInWorkspace('faceswap.json'), 'utf8'));
  expect(people).toEqual([{ name: 'alice', consent: 'a test clip' }]);
  await vscode.getTreeRow('Add the second person…').waitFor();
  await vscode.runCommand('Faceswap: New Project');
  await vscode.leave('Folder for the New Project');
});

test('a video that is removed from the project stays on disk', async () => {
  await cp(join(made, 'a.mp4'), resolveInWorkspace('a.mp4'));
  await vscode.clickRow(vscode.getTreeRow('Add videos of alice…'));
  await vscode.tick('Videos or image folders of alice', 'a.mp4');
  await vscode.chooseFromMenu(vscode.getTreeRow('a.mp4'), 'Remove from Project');
  await vscode.getTreeRow('Add videos of alice…').waitFor();
  expect(await readdir(resolveInWorkspace('people/alice/sources'))).toEqual([]);
  expect(existsSync(resolveInWorkspace('a.mp4'))).toBe(true);
});

test('the project file opens from the palette, and changes to it show in the tree', async () => {
  await vscode.runCommand('Faceswap: Open Project File');
  await vscode.getTab('faceswap.json').waitFor();
  await cp(made, server.workspace, { recursive: true });
  const path = resolveInWorkspace('faceswap.json');
  const project = JSON.parse(await readFile(path, 'utf8'));
  project.models.push({ name: untrained, a: 'bob', b: 'alice', trainer: 'original' });
  await writeFile(path, JSON.stringify(project));
  await getModelRow().waitFor();
  await vscode.widenSideBar();
});

test('the information for a bug report is copied to the clipboard, without names', async () => {
  await vscode.runCommand('Faceswap: Copy Diagnostics');
  await expectNotification('Diagnostics copied to the clipboard');
  const text = await vscode.page.evaluate(() => navigator.clipboard.readText());
  expect(text).toMatch(/^Faceswap Workbench: \d+\.\d+\.\d+$/m);
  expect(text).toMatch(/^Project: 2 people, 2 sources, 50 faces, 0 swaps; models: nimble at 4, original at 0$/m);
  expect(text).not.toMatch(/alice|bob/);
  await vscode.closeNotifications();
});

test('the layers of a model open as a table, and again from the row of the job', async () => {
  await vscode.chooseFromMenu(getModelRow(), 'Show Model Summary');
  await expectNotification(/alice-bob-nimble has [\d,]+ parameters/);
  const text = vscode.page.locator('.view-lines');
  const isThere = () =>
    expect.poll(() => text.innerText()).toMatch(/trainer:\snimble[\s\S]*iterations:\s4[\s\S]*encoder/);
  await vscode.getTab(`Summary of ${modelName}`).waitFor();
  await isThere();
  await vscode.saveScreenshot('summary');
  await vscode.runCommand('View: Close All Editors');
  await vscode.clickRow(vscode.getTreeRow(/Model Summary: alice-bob-nimble\s*done/));
  await vscode.getTab(`Summary of ${modelName}`).waitFor();
  await isThere();
  await vscode.closeNotifications();
});

test('a model that has not been trained has no summary, and the message names its folder', async () => {
  await vscode.runCommand('Faceswap: Show Model Summary');
  await vscode.pick('Show the layers of which model?', untrained);
  await expectNotification(`There is no model in ${resolveInWorkspace('models', untrained)}`);
  await vscode.closeNotifications();
});

test('a model with NaN weights is detected, and restored from its best save', async () => {
  await vscode.chooseFromMenu(getModelRow(), 'Check Model for NaN Values');
  await expectNotification(`No NaN or infinite values in ${modelName}`);
  await vscode.closeNotifications();
  await saveDamaged();
  await vscode.getTreeRow(/alice-bob-nimble\s*6 iterations/).waitFor();
  await vscode.chooseFromMenu(getModelRow(), 'Check Model for NaN Values');
  const found = vscode.getNotification(`The model in ${getModelDir()} cannot be trained further: 1 of its tensors`);
  await found.getByRole('button', { name: 'Restore Best Save' }).waitFor();
  await vscode.getTab(`NaN Values in ${modelName}`).waitFor();
  await vscode.saveScreenshot('broken');
  await found.getByRole('button', { name: 'Restore Best Save' }).click();
  await getDialog()
    .filter({ hasText: `Restore the best save of ${modelName}?` })
    .waitFor();
  await vscode.saveScreenshot('go-back');
  await vscode.page.keyboard.press('Escape');
  await getDialog().waitFor({ state: 'hidden' });
  expect(await readIterationsOnDisk()).toBe(6);
  await vscode.chooseFromMenu(getModelRow(), 'Restore Best Save');
  await getDialog().getByRole('button', { name: 'Restore' }).click();
  await expectNotification(`Restored ${modelName} to iteration 4 (it was at 6)`);
  expect(await readIterationsOnDisk()).toBe(4);
  await vscode.getTreeRow(/alice-bob-nimble\s*4 iterations/).waitFor();
  expect((await readdir(resolveInWorkspace('models'))).filter((name) => name.includes('_archived_'))).toHaveLength(1);
  await vscode.closeNotifications();
});

/** Saves a state of the model that is not its best, in which a value is no number. */
async function saveDamaged(): Promise<void> {
  const { state, weights } = await readCheckpoint(getModelDir(), 'nimble');
  const [tensor] = weights.values();
  tensor!.data[3] = Number.NaN;
  await writeCheckpoint(getModelDir(), { ...state, iterations: state.iterations + 2 }, { weights }, state);
}

async function readIterationsOnDisk(): Promise<number> {
  return JSON.parse(await readFile(join(getModelDir(), 'nimble_state.json'), 'utf8')).iterations;
}

test('a model that is already at its best save is reported with its folder', async () => {
  await vscode.chooseFromMenu(getModelRow(), 'Restore Best Save');
  await getDialog().getByRole('button', { name: 'Restore' }).click();
  await expectNotification(`The latest save of the model in ${getModelDir()} is already the best one`);
  await vscode.closeNotifications();
});

test.each([
  [
    'DeepFaceLive',
    'swap.dfm',
    ['out_face_mask:0', 'out_celeb_face:0', 'out_celeb_face_mask:0'],
    /contains a soft oval mask/,
  ],
  ['any program', 'swap.onnx', ['swapped'], /is ready/],
])('a model is exported as one file for %s', async (_whom, name, outputs, words) => {
  await vscode.chooseFromMenu(getModelRow(), 'Export Model');
  await vscode.pick('Which direction?', 'bob → alice');
  await vscode.choosePath('Export Model', resolveInWorkspace(name));
  await expectNotification(`${name} is ready`);
  await expectNotification(words);
  await vscode.saveScreenshot(`exported-${name}`);
  expect(await readOutputNames(resolveInWorkspace(name))).toEqual([...outputs].sort());
  await vscode.closeNotifications();
});

async function readOutputNames(path: string): Promise<string[]> {
  const session = await InferenceSession.create(path);
  const names = [...session.outputNames].sort();
  await session.release();
  return names;
}

test('a canceled export leaves nothing behind', async () => {
  const before = await listFileNames();
  await vscode.chooseFromMenu(getModelRow(), 'Export Model');
  await vscode.leave('Which direction?');
  await vscode.chooseFromMenu(getModelRow(), 'Export Model');
  await vscode.pick('Which direction?', 'alice → bob');
  await vscode.leave('Export Model');
  await vscode.chooseFromMenu(getModelRow(), 'Export for Converting');
  await vscode.leave('New Folder');
  expect(await listFileNames()).toEqual(before);
});

test('the files that converting needs are written to a folder, and the next time to another folder', async () => {
  for (const name of [`${modelName}_inference`, `${modelName}_inference-2`]) {
    await vscode.chooseFromMenu(getModelRow(), 'Export for Converting');
    await getQuickInput().filter({ hasText: 'New Folder' }).waitFor();
    await expect.poll(() => input().inputValue()).toBe(resolveInWorkspace('models', name));
    await vscode.choosePath('New Folder', resolveInWorkspace('models', name));
    await expectNotification(`Exported ${modelName} to ${name} for converting`);
    expect(await readOutputNames(resolveInWorkspace('models', name, 'nimble_a_to_b.onnx'))).toEqual(['swapped']);
    await vscode.closeNotifications();
  }
});

test('a preview without alignments names the missing file, and succeeds when it is resumed with it', async () => {
  const alignments = resolveInWorkspace('people/alice/alignments/a_alignments.fsa');
  await rename(alignments, `${alignments}.away`);
  await vscode.chooseFromMenu(getModelRow(), 'Preview Swap');
  await expectNotification(alignments);
  await rename(`${alignments}.away`, alignments);
  await vscode.closeNotifications();
  await vscode.chooseFromMenu(vscode.getTreeRow(/Preview Swap: alice-bob-nimble\s*failed/), 'Resume Job');
  const done = vscode.getNotification('Preview Swap: alice-bob-nimble: done');
  await done.getByRole('button', { name: 'Open', exact: true }).click();
  await vscode.getTab('a-alice-bob-nimble.stills.png').waitFor();
  expect(await sharp(getStillsPath()).metadata()).toMatchObject({ format: 'png', height: 4 * 292 - 4 }); // four frames
  await vscode.webview.locator('img').waitFor();
  await vscode.saveScreenshot('stills');
  await vscode.closeNotifications();
});

test('a preview uses the mask of the settings', async () => {
  const before = await readFile(getStillsPath());
  await vscode.runCommand('Preferences: Open Workspace Settings (JSON)');
  const editor = vscode.page.locator('.monaco-modal-editor-block');
  await editor.locator('.view-line').first().click();
  await vscode.page.keyboard.press('Control+A');
  await vscode.page.keyboard.insertText('{ "faceswap.convert.maskType": "none" }');
  await vscode.saveScreenshot('settings');
  await vscode.page.keyboard.press('Control+S');
  await expect.poll(() => readFile(resolveInWorkspace('.vscode/settings.json'), 'utf8')).toContain('none');
  await vscode.page.keyboard.press('Escape');
  await editor.waitFor({ state: 'hidden' });
  await vscode.chooseFromMenu(getModelRow(), 'Preview Swap');
  await expectNotification('a-alice-bob-nimble.stills.png is ready');
  expect(before.equals(await readFile(getStillsPath()))).toBe(false);
  await vscode.getTab('a-alice-bob-nimble.stills.png').waitFor();
  await vscode.saveScreenshot('stills-none');
  await vscode.closeNotifications();
});

test('a conversion that is canceled at any question writes nothing', async () => {
  const before = await listFileNames();
  const questions = [
    { asks: 'Which direction?', takes: 'alice → bob' },
    { asks: 'Mask used for blending', takes: 'auto' },
    { asks: 'What do you want to create?', takes: 'A video' },
  ];
  for (const [index, { asks }] of questions.entries()) {
    await vscode.chooseFromMenu(getModelRow(), 'Convert with Options…');
    for (const earlier of questions.slice(0, index)) await vscode.pick(earlier.asks, earlier.takes);
    await vscode.leave(asks);
  }
  expect(await listFileNames()).toEqual(before);
});

test('a model converts in the other direction, with another mask, to images', async () => {
  await vscode.chooseFromMenu(getModelRow(), 'Convert with Options…');
  await vscode.pick('Which direction?', 'bob → alice');
  await getQuickInput().filter({ hasText: 'with the lower part of the forehead' }).waitFor();
  await vscode.saveScreenshot('mask');
  expect(await getQuickInput().innerText()).toMatch(/Convert with Options \(2\/3\)/);
  await vscode.goBack();
  await vscode.pick('Which direction?', 'bob → alice');
  await vscode.pick('Mask used for blending', 'components');
  await vscode.pick('What do you want to create?', 'PNG images');
  await expectNotification('b-alice-bob-nimble-b-to-a is ready');
  const images = await readdir(resolveInWorkspace('swaps/b-alice-bob-nimble-b-to-a'));
  expect(images.filter((name) => name.endsWith('.png'))).toHaveLength(clipFrames);
  await vscode.getNotification('is ready').getByRole('button', { name: 'Reveal in Explorer' }).click();
  await vscode.page.locator('.explorer-folders-view .monaco-list-row.selected').waitFor();
  await vscode.saveScreenshot('images');
  await vscode.closeNotifications();
});

test('a result is measured against its source, and the page of it is shown', async () => {
  await vscode.runCommand('Faceswap: Measure Swap');
  await vscode.pick('Measure which video?', 'b-alice-bob-nimble-b-to-a');
  const page = vscode.webview.locator('main');
  await page
    .getByRole('row', { name: /likeness to B/ })
    .first()
    .waitFor();
  await page
    .getByText(/which also sorts faces: no independent judge/)
    .first()
    .waitFor();
  expect(await page.locator('img').count()).toBeGreaterThan(0);
  await vscode.saveScreenshot('measured');
  await expectNotification('b-alice-bob-nimble-b-to-a is measured.');
  await vscode.closeNotifications();
});

test('a .dfm file converts a clip, started from the menu of the explorer', async () => {
  const file = vscode.page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: 'swap.dfm' });
  await file.click({ button: 'right' });
  await vscode.page.getByRole('menuitem', { name: 'Faceswap' }).hover();
  await vscode.page.getByRole('menuitem', { name: 'Convert with Options…' }).waitFor();
  await vscode.saveScreenshot('dfm-menu');
  await vscode.page.getByRole('menuitem', { name: 'Convert with Options…' }).click();
  await vscode.pick('whose face is replaced', 'alice');
  await vscode.answer('On what basis may the face of the person in swap.dfm be used', 'made by me');
  await vscode.pick('Mask used for blending', 'predicted');
  await vscode.pick('What do you want to create?', 'A video');
  await expectNotification('a-swap.mp4 is ready');
  await vscode.closeNotifications();
  await vscode.openTree();
  await vscode.runCommand('Faceswap: Open Swapped Video');
  await vscode.pick('Open which video?', 'a-swap.mp4');
  await vscode.webview.locator('video').waitFor(); // it takes the focus
  await vscode.chooseFromMenu(vscode.getTreeRow(/^\s*a-swap\.mp4/), 'Reveal in Explorer');
  await vscode.page
    .locator('.explorer-folders-view .monaco-list-row.selected')
    .filter({ hasText: 'a-swap.mp4' })
    .waitFor();
});

test('a source is renamed together with its alignments and faces, and Undo takes all of it back', async () => {
  await vscode.openTree();
  const prompt = 'Rename a.mp4';
  const listFaces = async () =>
    (await readdir(resolveInWorkspace('people/alice/faces'))).filter((name) => name.endsWith('.png')).sort();
  const before = await listFaces();
  await vscode.pressOnRow(vscode.getTreeRow(/^\s*a\.mp4/), 'F2', getQuickInput().filter({ hasText: prompt }));
  for (const [name, fault] of [
    ['film.mkv', 'The name must end with .mp4.'],
    ['x/y.mp4', '"x/y" is not a valid name.'],
    ['.mp4', '"" is not a valid name.'],
  ] as const) {
    await vscode.type(prompt, name);
    await getQuickInput().filter({ hasText: fault }).waitFor();
  }
  await vscode.saveScreenshot('rename');
  await vscode.answer(prompt, 'film.mp4');
  await vscode.getTreeRow(/^\s*film\.mp4/).waitFor();
  expect(await readdir(resolveInWorkspace('people/alice/alignments'))).toEqual(['film_alignments.fsa']);
  expect(await listFaces()).toEqual(before.map((name) => name.replace(/^a_/, 'film_')));
  await vscode.getNotification('a.mp4 is now called film.mp4').getByRole('button', { name: 'Undo' }).click();
  await vscode.getTreeRow(/^\s*a\.mp4/).waitFor();
  await expect.poll(listFaces).toEqual(before);
  expect(await readdir(resolveInWorkspace('people/alice/alignments'))).toEqual(['a_alignments.fsa']);
  await vscode.closeNotifications();
});

test('faces of another film are asked about before a swap, and used only when the user says so', async () => {
  const video = resolveInWorkspace('people/alice/sources/a.mp4');
  const original = await readFile(video);
  await cp(resolveInWorkspace('b.mp4'), video);
  // From the palette: the changed video draws the tree anew, and a menu of a row that is gone has no model.
  const askForPreview = async () => {
    await vscode.runCommand('Faceswap: Preview Swap');
    await vscode.pick('Convert with which model?', modelName);
  };
  const question = getDialog().filter({ hasText: 'does not fit' });
  await askForPreview();
  await question.waitFor();
  await vscode.saveScreenshot('another-film');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'hidden' });
  const stills = await readFile(getStillsPath());
  await askForPreview();
  await question.getByRole('button', { name: 'Convert Anyway' }).click();
  await vscode.getNotification('a-alice-bob-nimble.stills.png is ready').waitFor();
  expect(stills.equals(await readFile(getStillsPath()))).toBe(false);
  await writeFile(video, original);
  await vscode.closeNotifications();
});

test('frames that were never looked at are told, and are looked at when the user wants it', async () => {
  for (const part of ['faces', 'alignments']) await rm(resolveInWorkspace('people/alice', part), { recursive: true });
  await runFaceswap(server.workspace, 'extract', '--name', 'alice', '--every', '5');
  const countFaces = async () =>
    (await readdir(resolveInWorkspace('people/alice/faces'))).filter((name) => name.endsWith('.png')).length;
  const few = await countFaces();
  await vscode.getTreeRow(new RegExp(`^Faces\\s*${few} faces`)).waitFor();
  await vscode.chooseFromMenu(getModelRow(), 'Preview Swap');
  const told = vscode.getNotification('were never looked at');
  await told.waitFor();
  await vscode.saveScreenshot('never-looked-at');
  await told.getByRole('button', { name: 'Extract the Rest' }).click();
  await vscode.getNotification('All frames of a.mp4 were looked at.').waitFor();
  expect(await countFaces()).toBeGreaterThan(3 * few);
  await vscode.closeNotifications();
});
