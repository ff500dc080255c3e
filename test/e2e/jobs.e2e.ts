import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connectToJob } from '../../src/jobs/protocol/jobConnection';
import { makeTestClips } from '../support/e2e/clips';
import { inVsCode, inWorkspace, server, vscode } from '../support/e2e/vscode/inVsCode';

inVsCode('jobs', { prepare: makeTestClips });

interface Job {
  readonly id: string;
  readonly stage: string;
  readonly process?: { readonly pid: number };
  readonly result?: { readonly outcome: string };
}

/** The journals, the oldest first. */
async function jobs(): Promise<Job[]> {
  const root = inWorkspace('.faceswap', 'jobs');
  const names = (await readdir(root).catch(() => [])).sort();
  const records = names.map((name) => join(root, name, 'job.json')).filter((path) => existsSync(path));
  return await Promise.all(records.map(async (path) => JSON.parse(await readFile(path, 'utf8'))));
}

const lastJob = async () => (await jobs()).at(-1)!;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function lastEvent(type: 'step' | 'saved'): Promise<{ readonly iteration?: number } | undefined> {
  const events = await readFile(inWorkspace('.faceswap/jobs', (await lastJob()).id, 'events.ndjson'), 'utf8');
  const line = events.split('\n').findLast((text) => text.includes(`"type":"${type}"`));
  return line === undefined ? undefined : JSON.parse(line);
}

const iterations = async () => (await lastEvent('step'))?.iteration ?? 0;

/** The processes of this VS Code that run extensions. */
async function extensionHosts(): Promise<number[]> {
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
async function save(): Promise<number> {
  process.env.FACESWAP_STATE = join(server.workspace, '../home/.local/state/faceswap-workbench');
  const connection = await connectToJob(inWorkspace('.faceswap/jobs', (await lastJob()).id));
  expect(await connection?.control('save')).toBe(true);
  connection?.close();
  await expect.poll(() => lastEvent('saved'), { timeout: 60_000 }).toBeDefined();
  return (await lastEvent('saved'))!.iteration ?? 0;
}

async function openPage(): Promise<void> {
  await vscode.goto(server);
}

test('faces of two people are extracted by jobs that wait for one another', async () => {
  await vscode.activity('Faceswap').click();
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
  await vscode.command('Faceswap: Extract Faces');
  await vscode.pick('The faces of which person?', 'alice');
  await vscode.statusEntry('Extract Faces: alice').waitFor();
  await vscode.command('Faceswap: Extract Faces');
  await vscode.pick('The faces of which person?', 'bob');
  await vscode.statusEntry('Extract Faces: alice (+1)').waitFor();
  await vscode.screenshot('queue');
  for (const name of ['alice', 'bob'])
    await vscode.notification(new RegExp(`Found \\d+ faces of ${name}`)).waitFor({ timeout: 120_000 });
  await vscode.closeNotifications();
});

test('a training goes on when the extension host is killed, and the next window shows it', async () => {
  await vscode.command('Faceswap: Train');
  await vscode.pick('whose face is replaced', 'alice');
  await vscode.pick('Model type', 'nimble');
  await vscode.answer('Stop at which iteration', '');
  await vscode.statusEntry(training).waitFor({ timeout: 180_000 });
  const { pid } = (await lastJob()).process!;
  const hosts = await extensionHosts();
  expect(hosts).not.toEqual([]);
  for (const host of hosts) process.kill(host, 'SIGKILL');
  await closePage();
  const before = await iterations();
  await expect.poll(iterations, { timeout: 60_000 }).toBeGreaterThan(before + 2);
  await openPage();
  await vscode.activity('Faceswap').click();
  await vscode.statusEntry(training).waitFor();
  await vscode.treeRow(/Train: alice-bob-nimble/).waitFor();
  await vscode.screenshot('reattached');
  expect((await lastJob()).process!.pid).toBe(pid);
  expect(isAlive(pid)).toBe(true);
});

test('nobody but the user ends a job: a reload of the window does not', async () => {
  const { pid } = (await lastJob()).process!;
  await vscode.page.reload();
  await vscode.statusEntry(training).waitFor();
  expect((await lastJob()).process!.pid).toBe(pid);
});

test('a job that is killed is told, and resumed it goes on where it had saved', async () => {
  const saved = await save();
  expect(saved).toBeGreaterThan(0);
  const killed = await lastJob();
  process.kill(killed.process!.pid, 'SIGKILL');
  const notice = vscode.notification('The job was killed from outside');
  await notice.getByRole('button', { name: 'Resume' }).waitFor();
  await vscode.screenshot('killed');
  await notice.getByRole('button', { name: 'Resume' }).click();
  await vscode.statusEntry(training).waitFor({ timeout: 120_000 });
  const resumed = await lastJob();
  expect(resumed.id).not.toBe(killed.id);
  expect(resumed).toMatchObject({ stage: 'train' });
  expect(await iterations()).toBeGreaterThan(saved);
});

test('a queue goes on without a window, and the next one tells what ended meanwhile', async () => {
  await vscode.command('Faceswap: Extract Frames');
  await vscode.pick('Extract frames from which video?', 'b.mp4');
  await vscode.statusEntry('(+1)').waitFor();
  const { pid } = (await jobs()).at(-2)!.process!;
  await closePage();
  await expect.poll(extensionHosts, { timeout: 20_000 }).toEqual([]);
  process.kill(pid, 'SIGTERM'); // as a machine does that goes down: it saves
  await expect.poll(async () => (await lastJob()).result?.outcome, { timeout: 120_000 }).toBe('done');
  expect((await jobs()).at(-2)).toMatchObject({ stage: 'train', result: { outcome: 'cancelled' } });
  await openPage();
  await vscode.notification('Extract Frames: done').waitFor();
  await vscode.notification(/Train: alice-bob-nimble: canceled\. What was saved is kept/).waitFor();
  await vscode.screenshot('ended-without-window');
  expect(existsSync(inWorkspace('.faceswap', 'lock'))).toBe(false);
  await vscode.page.reload();
  await vscode.activity('Faceswap').waitFor();
  await vscode.activity('Faceswap').click();
  await vscode.treeRow('alice').waitFor();
  expect(await vscode.notification('Extract Frames: done').count()).toBe(0);
});
