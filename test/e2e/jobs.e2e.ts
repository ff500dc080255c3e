import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connectToJob } from '../../src/jobs/protocol/jobConnection';
import { makeTestClips } from '../support/e2e/testClips';
import { resolveInWorkspace, server, startVsCode, vscode } from '../support/e2e/vscode/startVsCode';

startVsCode('jobs', { prepare: makeTestClips });

interface Job {
  readonly id: string;
  readonly stage: string;
  readonly process?: { readonly pid: number };
  readonly result?: { readonly outcome: string };
}

/** The journals, the oldest first. */
async function readJobs(): Promise<Job[]> {
  const root = resolveInWorkspace('.faceswap', 'jobs');
  const names = (await readdir(root).catch(() => [])).sort();
  const records = names.map((name) => join(root, name, 'job.json')).filter((path) => existsSync(path));
  return await Promise.all(records.map(async (path) => JSON.parse(await readFile(path, 'utf8'))));
}

const readLastJob = async () => (await readJobs()).at(-1)!;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function readLastEvent(type: 'step' | 'saved'): Promise<{ readonly iteration?: number } | undefined> {
  const events = await readFile(
    resolveInWorkspace('.faceswap/jobs', (await readLastJob()).id, 'events.ndjson'),
    'utf8',
  );
  const line = events.split('\n').findLast((text) => text.includes(`"type":"${type}"`));
  return line === undefined ? undefined : JSON.parse(line);
}

const readIterations = async () => (await readLastEvent('step'))?.iteration ?? 0;

/** The processes of this VS Code that run extensions. */
async function findExtensionHosts(): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const facts = await Promise.all(
    pids.map(async (pid) => {
      const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''); // it has ended
      const environment = words.includes('--type=extensionHost')
        ? await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
        : '';
      return { pid, isOurs: environment.includes(server.workspace.replace(/workspace$/, 'home')) };
    }),
  );
  return facts.filter(({ isOurs }) => isOurs).map(({ pid }) => pid);
}

const training = /Train: alice-bob-nimble \d+ · .*A 0\.\d+ B 0\.\d+/;

async function closePage(): Promise<void> {
  await vscode.page.goto('about:blank');
}

/** Lets the training save; gives the iteration that it saved. */
async function saveTraining(): Promise<number> {
  process.env.FACESWAP_STATE = join(server.workspace, '../home/.local/state/faceswap-workbench');
  const connection = await connectToJob(resolveInWorkspace('.faceswap/jobs', (await readLastJob()).id));
  expect(await connection?.control('save')).toBe(true);
  connection?.close();
  await expect.poll(() => readLastEvent('saved')).toBeDefined();
  return (await readLastEvent('saved'))!.iteration ?? 0;
}

async function openPage(): Promise<void> {
  await vscode.goto(server);
}

test('faces of two people are extracted by jobs that wait for one another', async () => {
  await vscode.openTree();
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
  await vscode.runCommand('Faceswap: Extract Faces');
  await vscode.pick('The faces of which person?', 'alice');
  await vscode.getStatusEntry(/Extract Faces: alice(?! waiting)/).waitFor();
  await expect.poll(async () => (await readLastJob()).process).toBeDefined();
  const { pid } = (await readLastJob()).process!;
  process.kill(pid, 'SIGSTOP'); // else it might end before the next one is asked for
  await vscode.runCommand('Faceswap: Extract Faces');
  await vscode.pick('The faces of which person?', 'bob');
  await vscode.getStatusEntry('Extract Faces: alice (+1)').waitFor();
  await vscode.saveScreenshot('queue');
  process.kill(pid, 'SIGCONT');
  for (const name of ['alice', 'bob'])
    await vscode.getNotification(new RegExp(`Found \\d+ faces of ${name}`)).waitFor();
  await vscode.closeNotifications();
});

test('a video is not extracted a second time without a question', async () => {
  const before = await readdir(resolveInWorkspace('people/alice/faces'));
  await vscode.runCommand('Faceswap: Extract Faces');
  await vscode.pick('The faces of which person?', 'alice');
  const dialog = vscode.page
    .locator('.monaco-dialog-box')
    .filter({ hasText: 'The faces of a.mp4 were extracted before.' });
  await dialog.waitFor();
  await vscode.saveScreenshot('again');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await readJobs()).toHaveLength(2);
  await vscode.runCommand('Faceswap: Extract Faces');
  await vscode.pick('The faces of which person?', 'alice');
  await dialog.getByRole('button', { name: 'Replace the Faces' }).click();
  await vscode.getNotification(/Found \d+ faces of alice/).waitFor();
  const images = (names: readonly string[]) => names.filter((name) => name.endsWith('.png')).sort();
  expect(images(await readdir(resolveInWorkspace('people/alice/faces')))).toEqual(images(before));
  await vscode.closeNotifications();
});

test('a training continues when the extension host is killed, and the next window shows it', async () => {
  await vscode.runCommand('Faceswap: Train');
  await vscode.pick('whose face is replaced', 'alice');
  await vscode.pick('Model type', 'nimble');
  await vscode.pick('How long to train?', 'Until I stop');
  await vscode.getStatusEntry(training).waitFor();
  const { pid } = (await readLastJob()).process!;
  const hosts = await findExtensionHosts();
  expect(hosts).not.toEqual([]);
  for (const host of hosts) process.kill(host, 'SIGKILL');
  await closePage();
  const before = await readIterations();
  await expect.poll(readIterations).toBeGreaterThan(before + 2);
  await openPage();
  await vscode.openTree();
  await vscode.getStatusEntry(training).waitFor();
  await vscode.getTreeRow(/Train: alice-bob-nimble/).waitFor();
  await vscode.saveScreenshot('reattached');
  expect((await readLastJob()).process!.pid).toBe(pid);
  expect(isAlive(pid)).toBe(true);
});

test('only the user ends a job: a reload of the window does not', async () => {
  const { pid } = (await readLastJob()).process!;
  await vscode.page.reload();
  await vscode.getStatusEntry(training).waitFor();
  expect((await readLastJob()).process!.pid).toBe(pid);
});

test('what a running job uses is neither renamed nor deleted', async () => {
  await vscode.openTree();
  const refusal = vscode.getNotification('The job "Train: alice-bob-nimble" uses this.');
  for (const [row, key] of [
    [/^\s*alice\s*$/, 'F2'],
    [/^\s*alice-bob-nimble/, 'Delete'],
  ] as const) {
    await vscode.pressOnRow(vscode.getTreeRow(row), key, refusal);
    await vscode.closeNotifications();
  }
  expect((await readdir(resolveInWorkspace('people'))).sort()).toEqual(['alice', 'bob']);
  expect(existsSync(resolveInWorkspace('models/alice-bob-nimble'))).toBe(true);
});

test('a killed job is reported, and continues from its last save when it is resumed', async () => {
  const saved = await saveTraining();
  expect(saved).toBeGreaterThan(0);
  const killed = await readLastJob();
  process.kill(killed.process!.pid, 'SIGKILL');
  const notice = vscode.getNotification('The job was killed from outside');
  await notice.getByRole('button', { name: 'Resume' }).waitFor();
  await vscode.saveScreenshot('killed');
  await notice.getByRole('button', { name: 'Resume' }).click();
  await vscode.getStatusEntry(training).waitFor();
  const resumed = await readLastJob();
  expect(resumed.id).not.toBe(killed.id);
  expect(resumed).toMatchObject({ stage: 'train' });
  expect(await readIterations()).toBeGreaterThan(saved);
});

test('a queue continues without a window, and the next window reports what ended meanwhile', async () => {
  await vscode.runCommand('Faceswap: Extract Frames');
  await vscode.pick('Extract frames from which video?', 'b.mp4');
  await vscode.getStatusEntry('(+1)').waitFor();
  const { pid } = (await readJobs()).at(-2)!.process!;
  await closePage();
  await expect.poll(findExtensionHosts).toEqual([]);
  process.kill(pid, 'SIGTERM'); // like a shutdown of the machine: the training saves
  await expect.poll(async () => (await readLastJob()).result?.outcome).toBe('done');
  expect((await readJobs()).at(-2)).toMatchObject({ stage: 'train', result: { outcome: 'cancelled' } });
  await openPage();
  await vscode.getNotification('Extract Frames: done').waitFor();
  await vscode.getNotification(/Train: alice-bob-nimble: canceled\. What was saved is kept/).waitFor();
  await vscode.saveScreenshot('ended-without-window');
  expect(existsSync(resolveInWorkspace('.faceswap', 'lock'))).toBe(false);
  await vscode.page.reload();
  await vscode.getActivity('Faceswap').waitFor();
  await vscode.openTree();
  await vscode.getTreeRow('alice').waitFor();
  expect(await vscode.getNotification('Extract Frames: done').count()).toBe(0);
});
