import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { clipFrames, makeTestClips, videoFacts } from '../support/e2e/clips';
import { Film } from '../support/e2e/vscode/film';
import { inVsCode, inWorkspace, vscode } from '../support/e2e/vscode/inVsCode';
import { picturesFolder } from '../support/e2e/vscode/picturesFolder';
import { packageFile } from '../support/e2e/vscode/server';

/** For the documentation, where `npm run screens` asks for it. */
let film: Film | undefined;

inVsCode('flow', { extension: 'packaged', prepare: makeTestClips });

beforeAll(async () => {
  if (picturesFolder !== undefined) film = await Film.start(vscode.page);
});

test('the package of the extension is small enough to be fetched over a slow line', async () => {
  expect((await stat(packageFile)).size).toBeLessThan(40e6);
});

test('an opened folder becomes a project, and two people join it', async () => {
  await vscode.activity('Faceswap').click();
  await vscode.page.getByRole('button', { name: 'New Project' }).waitFor();
  await vscode.screenshot('welcome');
  await vscode.command('Faceswap: New Project');
  for (const [name, clip] of [
    ['alice', 'a.mp4'],
    ['bob', 'b.mp4'],
  ] as const) {
    await vscode.answer('also the folder name', name);
    await vscode.answer('On what basis', 'a test clip');
    await vscode.tick(`Videos or image folders of ${name}`, clip);
    await vscode.treeRow(clip).waitFor();
  }
  const project = JSON.parse(await readFile(inWorkspace('faceswap.json'), 'utf8'));
  expect(project.people).toEqual([
    { name: 'alice', consent: 'a test clip' },
    { name: 'bob', consent: 'a test clip' },
  ]);
  await vscode.screenshot('people');
});

test('faces are extracted from the palette, and the tree shows them', async () => {
  for (const name of ['alice', 'bob']) {
    await vscode.command('Faceswap: Extract Faces');
    await vscode.pick('The faces of which person?', name);
    await vscode.notification(/\d+\/\d+ frames/).waitFor({ timeout: 120_000 });
    if (name === 'alice') await vscode.screenshot('extracting');
    await vscode.notification(new RegExp(`Found \\d+ faces of ${name}`)).waitFor({ timeout: 120_000 });
  }
  const faces = await readdir(inWorkspace('people/alice/faces'));
  const images = faces.filter((face) => face.endsWith('.png'));
  expect(images.length).toBeGreaterThanOrEqual(clipFrames - 1);
  expect(existsSync(inWorkspace('people/alice/alignments/a_alignments.fsa'))).toBe(true);
  await vscode.treeRow(`${images.length} faces`).waitFor();
  await vscode.screenshot('faces');
  await vscode.closeNotifications();
});

test('sorted faces stand in the tree by person, and the alignments follow what is removed', async () => {
  await vscode.command('Faceswap: Sort by Face');
  await vscode.pick('The faces of which person?', 'alice');
  await vscode.notification('The faces of alice are sorted').waitFor({ timeout: 120_000 });
  await vscode.unfold(vscode.treeRow(/^Faces\s*\d+ faces/), vscode.treeRow('person_000'));
  await vscode.screenshot('clusters');
  const [removed] = await readdir(inWorkspace('people/alice/faces/person_000'));
  await rm(inWorkspace('people/alice/faces/person_000', removed!));
  await vscode.command('Faceswap: Clean Up Alignments');
  await vscode.pick('Clean up the alignments of which person?', 'alice');
  await vscode.notification('now contain only the remaining faces').waitFor({ timeout: 60_000 });
  await vscode.treeRow(/person_000\s*\d+ faces/).waitFor();
  await vscode.closeNotifications();
});

test('a training runs in the status bar, opens its monitor, and is saved by a cancel', async () => {
  await vscode.command('Faceswap: Train');
  await vscode.pick('whose face is replaced', 'alice');
  await vscode.pick('Model type', 'nimble');
  await vscode.answer('Stop at which iteration', '');
  await vscode.statusEntry(/Train: alice-bob-nimble \d+ · .*it\/s · A 0\.\d+ B 0\.\d+/).waitFor({ timeout: 180_000 });
  await vscode.command('Faceswap: Cancel Job');
  await vscode.notification(/canceled\. What was saved is kept/).waitFor({ timeout: 120_000 });
  await vscode.tab('Training: alice-bob-nimble').waitFor();
  await vscode.treeRow(/alice-bob-nimble\s*\d+ iterations/).waitFor();
  await vscode.webview.locator('.patch').first().waitFor();
  await vscode.screenshot('monitor');
  await vscode.closeNotifications();
});

test('a training goes on where it was, and the open monitor follows it', { timeout: 1_200_000 }, async () => {
  const iterations = async () => {
    const state = await readFile(inWorkspace('models/alice-bob-nimble/nimble_state.json'), 'utf8');
    return JSON.parse(state).iterations as number;
  };
  const shown = vscode.webview.getByText(/latest preview/);
  const [before, shownBefore] = [await iterations(), await shown.textContent()];
  expect(before).toBeGreaterThan(0);
  await vscode.command('Faceswap: Train');
  await vscode.pick('Train which model?', 'alice-bob-nimble');
  // The film shows a face that has become one.
  const goal = before + (film ? 1000 : 2);
  await vscode.answer('Stop at which iteration', String(goal));
  film?.computing(true);
  await vscode
    .notification('has reached the requested number of iterations')
    .waitFor({ timeout: film ? 1_000_000 : 180_000 });
  film?.computing(false);
  expect(await iterations()).toBe(goal);
  await vscode.treeRow(`${goal.toLocaleString('en-US')} iterations`).waitFor();
  await expect.poll(() => shown.textContent(), { timeout: 20_000 }).not.toBe(shownBefore);
  await vscode.closeNotifications();
});

test('the trained model converts the clip, and the result plays', async () => {
  await vscode.command('Faceswap: Convert');
  await vscode.notification(/a-alice-bob-nimble\.mp4 is ready/).waitFor({ timeout: 180_000 });
  const swapped = inWorkspace('swaps/a-alice-bob-nimble.mp4');
  const source = await videoFacts(inWorkspace('a.mp4'));
  expect(await videoFacts(swapped)).toEqual(source);
  expect(source.frames).toBe(clipFrames);
  await vscode.notification('is ready').getByRole('button', { name: 'Open Swapped Video' }).click();
  const video = vscode.webview.locator('video');
  await video.waitFor();
  await expect.poll(() => video.evaluate((element) => (element as HTMLVideoElement).readyState)).toBeGreaterThan(1);
  await vscode.screenshot('swapped');
  if (picturesFolder !== undefined) await film?.finish(join(picturesFolder, 'the-whole-way.webp'));
});

test('a file that is no video is told in a sentence, and the next job runs', async () => {
  await writeFile(inWorkspace('people/bob/sources/text.mp4'), 'This is no video.');
  await vscode.treeRow('text.mp4').waitFor();
  await vscode.command('Faceswap: Extract Frames');
  await vscode.pick('Extract frames from which video?', 'text.mp4');
  await vscode
    .notification(/text\.mp4 is not a video/)
    .getByRole('button', { name: 'Show Log' })
    .waitFor();
  await vscode.notification('text.mp4').getByRole('button', { name: 'Show Log' }).click();
  await vscode.panel('[error]').waitFor();
  await vscode.screenshot('error');
  await vscode.closeNotifications();
  await vscode.command('Faceswap: Extract Frames');
  await vscode.pick('Extract frames from which video?', 'b.mp4');
  await vscode.notification(`Extracted ${clipFrames} frames to`).waitFor();
  await vscode.screenshot('log');
  expect(await readdir(inWorkspace('frames/b'))).toHaveLength(clipFrames);
});

test('VS Code tells how long the activation took', async () => {
  const activationMs = await vscode.activationMs();
  expect(activationMs).toBeGreaterThanOrEqual(0);
  console.log(`VS Code's own figure: Activation: ${activationMs} ms`);
});

test('nothing was asked of another machine', () => {
  expect(vscode.foreignRequests).toEqual([]);
});
