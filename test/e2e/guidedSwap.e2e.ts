import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clipFrames, makeTestClips, readVideoFacts } from '../support/e2e/testClips';
import { resolveInWorkspace, startVsCode, vscode } from '../support/e2e/vscode/startVsCode';

startVsCode('guided-swap', { prepare: makeTestClips });

const title = 'Swap Two Videos';

test('Back returns to the question before, and Escape writes nothing', async () => {
  await vscode.openTree();
  await vscode.page.getByRole('button', { name: 'Swap Two Videos' }).click();
  await vscode.pick('A: the video in which a face is replaced', 'a.mp4');
  await vscode.getQuestion('B: a video of the person', `${title} (2/6)`).waitFor();
  await vscode.saveScreenshot('question');
  await vscode.goBack();
  await vscode.getQuestion('A: the video in which', `${title} (1/6)`).waitFor();
  await vscode.page.keyboard.press('Escape');
  await vscode.getQuestion('A: the video in which').waitFor({ state: 'hidden' });
  expect((await readdir(resolveInWorkspace())).sort()).toEqual(['a.mp4', 'b.mp4']);
});

test('two videos and a time are all that a swap asks for, and each step shows as a job', {
  timeout: 900_000,
}, async () => {
  await vscode.runCommand('Faceswap: Swap Two Videos');
  await vscode.pick('A: the video in which a face is replaced', 'a.mp4');
  await vscode.waitForPrompt('B: a video of the person');
  await vscode.page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: 'a.mp4' }).click();
  await vscode.getQuestion('That is the video of A.').waitFor();
  await vscode.pick('B: a video of the person', 'b.mp4');
  await vscode.answer('the face of a be used', 'a test clip');
  await vscode.answer('the face of b be used', 'a test clip');
  await vscode.choose(/First look/);
  await vscode.getQuestion('Ready').waitFor();
  await vscode.saveScreenshot('ready');
  await vscode.choose('Go');
  await vscode.getNotification(/\(1\/10\): Extract Faces: a/).waitFor();
  await vscode.saveScreenshot('extracting');
  await vscode.getStatusEntry(/Train: a-b-\w+ \d+ · .*it\/s/).waitFor({ timeout: 600_000 });
  await vscode.saveScreenshot('training');
});

test('a reloaded window goes on, and a training that the user stops is shown before it is used', {
  timeout: 900_000,
}, async () => {
  await vscode.page.reload();
  await vscode.getActivity('Faceswap').waitFor();
  await vscode.getStatusEntry(/Train: a-b-\w+ \d+ · .*it\/s/).waitFor();
  await vscode.runCommand('Faceswap: Cancel Job');
  const question = vscode.getNotification('Does it look good?');
  await question.waitFor();
  await vscode.getTab('.stills.png').waitFor();
  await vscode.saveScreenshot('good');
  await question.getByRole('button', { name: 'Convert' }).click();
  await vscode.getTab('.mp4').waitFor();
  await vscode.saveScreenshot('result');
  const [result] = (await readdir(resolveInWorkspace('swaps'))).filter((name) => name.endsWith('.mp4'));
  const source = await readVideoFacts(resolveInWorkspace('a.mp4'));
  expect(await readVideoFacts(resolveInWorkspace('swaps', result!))).toEqual(source);
  expect(source.frames).toBe(clipFrames);
  const project = JSON.parse(await readFile(resolveInWorkspace('faceswap.json'), 'utf8'));
  expect(project.people).toEqual([
    { name: 'a', consent: 'a test clip' },
    { name: 'b', consent: 'a test clip' },
  ]);
});

test('a second swap takes the faces that are there, and asks where there are several groups', {
  timeout: 600_000,
}, async () => {
  const faces = resolveInWorkspace('people/a/faces');
  await mkdir(join(faces, 'person_001'));
  const [face] = (await readdir(join(faces, 'person_000'))).filter((name) => name.endsWith('.png'));
  await rename(join(faces, 'person_000', face!), join(faces, 'person_001', face!));
  await vscode.getTreeRow('2 clusters').waitFor();
  await vscode.runCommand('Faceswap: Swap Two Videos');
  await vscode.pick('A: the video in which a face is replaced', 'a.mp4');
  await vscode.pick('B: a video of the person', 'b.mp4');
  await vscode.answer('the face of a be used', 'a test clip');
  await vscode.answer('the face of b be used', 'a test clip');
  await vscode.choose(/First look/);
  await vscode.choose('Go');
  await vscode.getQuestion('Which faces belong to a?').waitFor();
  await vscode.getTab('Faces of a').waitFor();
  await vscode.saveScreenshot('which-faces');
  await vscode.choose('person_000');
  await vscode.getStatusEntry(/Train: a-b-\w+ \d+ · .*it\/s/).waitFor();
  const jobs = await readdir(resolveInWorkspace('.faceswap/jobs'));
  const journals = await Promise.all(
    jobs.map(async (job) => JSON.parse(await readFile(resolveInWorkspace('.faceswap/jobs', job, 'job.json'), 'utf8'))),
  );
  expect(journals.map(({ stage }) => stage).sort()).toEqual([
    ...['convert', 'extract', 'extract', 'preview', 'sort', 'sort', 'train', 'train'],
  ]);
  expect(journals.at(-1).options.inputA).toBe(join(faces, 'person_000'));
  await vscode.runCommand('Faceswap: Cancel Job');
  const question = vscode.getNotification('Does it look good?');
  await question.waitFor();
  await question.getByRole('button', { name: /Clear/ }).click();
  await vscode.getNotification('is not finished').getByRole('button', { name: 'Not Now' }).click();
});
