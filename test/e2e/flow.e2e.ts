import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { clipFrames, makeTestClips, readVideoFacts } from '../support/e2e/testClips';
import { Film } from '../support/e2e/vscode/film';
import { picturesFolder } from '../support/e2e/vscode/paths';
import { packageFile } from '../support/e2e/vscode/server';
import { resolveInWorkspace, startVsCode, vscode } from '../support/e2e/vscode/startVsCode';

/** For the documentation, where `npm run screens` asks for it. */
let film: Film | undefined;

startVsCode('flow', { extension: 'packaged', prepare: makeTestClips });

beforeAll(async () => {
  if (picturesFolder !== undefined) film = await Film.start(vscode.page);
});

test('the package of the extension is small enough to download over a slow connection', async () => {
  expect((await stat(packageFile)).size).toBeLessThan(40e6);
});

test('an opened folder becomes a project, and two people join it', async () => {
  await vscode.openTree();
  await vscode.page.getByRole('button', { name: 'New Project' }).waitFor();
  await vscode.saveScreenshot('welcome');
  await vscode.runCommand('Faceswap: New Project');
  for (const [name, clip] of [
    ['alice', 'a.mp4'],
    ['bob', 'b.mp4'],
  ] as const) {
    await vscode.answer('also the folder name', name);
    await vscode.answer('On what basis', 'a test clip');
    await vscode.tick(`Videos or image folders of ${name}`, clip);
    await vscode.getTreeRow(clip).waitFor();
  }
  const project = JSON.parse(await readFile(resolveInWorkspace('faceswap.json'), 'utf8'));
  expect(project.people).toEqual([
    { name: 'alice', consent: 'a test clip' },
    { name: 'bob', consent: 'a test clip' },
  ]);
  await vscode.saveScreenshot('people');
});

test('faces are extracted from the palette, and the tree shows them', async () => {
  for (const name of ['alice', 'bob']) {
    await vscode.runCommand('Faceswap: Extract Faces');
    await vscode.pick('The faces of which person?', name);
    await vscode.getNotification(/\d+\/\d+ frames/).waitFor();
    if (name === 'alice') await vscode.saveScreenshot('extracting');
    await vscode.getNotification(new RegExp(`Found \\d+ faces of ${name}`)).waitFor();
  }
  const faces = await readdir(resolveInWorkspace('people/alice/faces'));
  const images = faces.filter((face) => face.endsWith('.png'));
  expect(images.length).toBeGreaterThanOrEqual(clipFrames - 1);
  expect(existsSync(resolveInWorkspace('people/alice/alignments/a_alignments.fsa'))).toBe(true);
  await vscode.getTreeRow(`${images.length} faces`).waitFor();
  await vscode.saveScreenshot('faces');
  await vscode.closeNotifications();
});

test('sorted faces stand in the tree by person, and the alignments follow what is removed', async () => {
  await vscode.runCommand('Faceswap: Group by Person');
  await vscode.pick('The faces of which person?', 'alice');
  await vscode.getNotification('The faces of alice are grouped by person').waitFor();
  await vscode.unfold(vscode.getTreeRow(/^Faces\s*\d+ faces/), vscode.getTreeRow('person_000'));
  await vscode.saveScreenshot('clusters');
  const [removed] = await readdir(resolveInWorkspace('people/alice/faces/person_000'));
  await rm(resolveInWorkspace('people/alice/faces/person_000', removed!));
  await vscode.runCommand('Faceswap: Clean Up Alignments');
  await vscode.pick('Clean up the alignments of which person?', 'alice');
  await vscode.getNotification('now contain only the remaining faces').waitFor();
  await vscode.getTreeRow(/person_000\s*\d+ faces/).waitFor();
  await vscode.closeNotifications();
});

test('groups are made anew only after a question, and no face is lost', async () => {
  const listFaces = async () =>
    (await readdir(resolveInWorkspace('people/alice/faces'), { recursive: true }))
      .filter((path) => path.endsWith('.png') && !path.startsWith('.'))
      .map((path) => basename(path).replace(/^\d+_(?=a_)/, '')) // they are numbered in their order
      .sort();
  const before = await listFaces();
  await vscode.runCommand('Faceswap: Group by Person');
  await vscode.pick('The faces of which person?', 'alice');
  const dialog = vscode.page.locator('.monaco-dialog-box').filter({ hasText: 'Group them again?' });
  await dialog.getByRole('button', { name: 'Group Again' }).click();
  await vscode.getNotification('The faces of alice are grouped by person').waitFor();
  expect(await listFaces()).toEqual(before);
  await vscode.closeNotifications();
});

test('a training runs in the status bar, opens its monitor, and is saved by a cancel', async () => {
  await vscode.runCommand('Faceswap: Train');
  await vscode.pick('whose face is replaced', 'alice');
  await vscode.pick('Model type', 'nimble');
  await vscode.pick('How long to train?', 'Until I stop');
  await vscode.getStatusEntry(/Train: alice-bob-nimble \d+ · .*it\/s · A 0\.\d+ B 0\.\d+/).waitFor();
  await vscode.runCommand('Faceswap: Cancel Job');
  await vscode.getNotification(/canceled\. What was saved is kept/).waitFor();
  await vscode.getTab('Training: alice-bob-nimble').waitFor();
  await vscode.getTreeRow(/alice-bob-nimble\s*\d+ iterations/).waitFor();
  await vscode.webview.locator('.patch').first().waitFor();
  await vscode.saveScreenshot('monitor');
  await vscode.closeNotifications();
});

test('a training resumes where it stopped, and the open monitor follows it', { timeout: 1_200_000 }, async () => {
  const readIterations = async () => {
    const state = await readFile(resolveInWorkspace('models/alice-bob-nimble/nimble_state.json'), 'utf8');
    return JSON.parse(state).iterations as number;
  };
  const shown = vscode.webview.getByText(/latest preview/);
  const [before, shownBefore] = [await readIterations(), await shown.textContent()];
  expect(before).toBeGreaterThan(0);
  await vscode.runCommand('Faceswap: Train');
  await vscode.pick('Train which model?', 'alice-bob-nimble');
  // The film shows a face that the model has learned.
  const goal = before + (film ? 1000 : 2);
  await vscode.pick('How long to train?', 'Another number of iterations…');
  await vscode.answer('Stop at which iteration', String(goal));
  film?.setComputing(true);
  await vscode
    .getNotification(/alice-bob-nimble has [\d,]+ iterations, as requested/)
    .waitFor({ timeout: film ? 1_000_000 : 180_000 });
  film?.setComputing(false);
  expect(await readIterations()).toBe(goal);
  await vscode.getTreeRow(`${goal.toLocaleString('en-US')} iterations`).waitFor();
  await expect.poll(() => shown.textContent()).not.toBe(shownBefore);
  const ended = vscode.getNotification('as requested');
  for (const name of ['Preview', 'Train On']) await ended.getByRole('button', { name, exact: true }).waitFor();
  await vscode.saveScreenshot('trained');
});

test('the trained model converts the clip, and the result plays', async () => {
  await vscode.getNotification('as requested').getByRole('button', { name: 'Convert', exact: true }).click();
  await vscode.getNotification(/a-alice-bob-nimble\.mp4 is ready/).waitFor();
  const swapped = resolveInWorkspace('swaps/a-alice-bob-nimble.mp4');
  const source = await readVideoFacts(resolveInWorkspace('a.mp4'));
  expect(await readVideoFacts(swapped)).toEqual(source);
  expect(source.frames).toBe(clipFrames);
  await vscode.getNotification('is ready').getByRole('button', { name: 'Open Swapped Video' }).click();
  const video = vscode.webview.locator('video');
  await video.waitFor();
  await expect.poll(() => video.evaluate((element) => (element as HTMLVideoElement).readyState)).toBeGreaterThan(1);
  await vscode.saveScreenshot('swapped');
  if (picturesFolder !== undefined) await film?.finish(join(picturesFolder, 'the-whole-way.webp'));
});

test('a file that is not a video fails with one sentence, and the next job runs', async () => {
  await writeFile(resolveInWorkspace('people/bob/sources/text.mp4'), 'This is no video.');
  await vscode.getTreeRow('text.mp4').waitFor();
  await vscode.runCommand('Faceswap: Extract Frames');
  await vscode.pick('Extract frames from which video?', 'text.mp4');
  await vscode
    .getNotification(/text\.mp4 cannot be read as a video/)
    .getByRole('button', { name: 'Show Log' })
    .waitFor();
  await vscode.getNotification('text.mp4').getByRole('button', { name: 'Show Log' }).click();
  await vscode.getPanel('[error]').waitFor();
  await vscode.saveScreenshot('error');
  await vscode.closeNotifications();
  await vscode.runCommand('Faceswap: Extract Frames');
  await vscode.pick('Extract frames from which video?', 'b.mp4');
  await vscode.getNotification(`Extracted ${clipFrames} frames to`).waitFor();
  await vscode.saveScreenshot('log');
  expect(await readdir(resolveInWorkspace('frames/b'))).toHaveLength(clipFrames);
});

test('VS Code reports how long the activation took', async () => {
  const activationMs = await vscode.readActivationMs();
  expect(activationMs).toBeGreaterThanOrEqual(0);
  console.log(`VS Code's own figure: Activation: ${activationMs} ms`);
});

test('no request was sent to another machine', () => {
  expect(vscode.foreignRequests).toEqual([]);
});
