import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isLockHeld } from '../../../../src/files/lock';
import { isRunning } from '../../../../src/files/processIdentity';
import {
  type JobFolder,
  locateJobFolder,
  readJobRecord,
  writeEnd,
  writeJobRecord,
} from '../../../../src/jobs/journal/jobFolder';
import { enqueueJobs, type JobPrograms, startQueueRunner } from '../../../../src/jobs/queue/enqueueJobs';
import { JobQueue, listStalledJobs } from '../../../../src/jobs/queue/jobQueue';
import { readJobState } from '../../../../src/jobs/watch/buildJobView';
import type { JobView } from '../../../../src/jobs/watch/jobView';
import { JobWatch } from '../../../../src/jobs/watch/jobWatch';
import type { JobEvent } from '../../../../src/shared/jobEvents';
import { bundleJobProgram, bundleQueueProgram } from '../../../support/jobs/jobProgram';

const patience = { timeout: 15_000 };
let bundles: string;
let programs: JobPrograms;
let folder: string;
let root: string;
const watches: JobWatch[] = [];

beforeAll(async () => {
  bundles = await mkdtemp(join(tmpdir(), 'watch-programs-'));
  const [job, queue] = await Promise.all([bundleJobProgram(bundles), bundleQueueProgram(bundles)]);
  programs = { job, queue };
});
afterAll(() => rm(bundles, { recursive: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watch-'));
  process.env.FACESWAP_STATE = join(folder, 'state');
  root = join(folder, 'state', 'jobs');
  return async () => {
    for (const watch of watches.splice(0)) watch.dispose();
    const queue = new JobQueue(root);
    for (const { id } of await queue.listEntries()) await queue.remove(id);
    await expect.poll(() => isLockHeld(queue.lockPath), patience).toBe(false);
    await rm(folder, { recursive: true, maxRetries: 5, retryDelay: 100 });
  };
});

async function enqueue(...deeds: string[]): Promise<string[]> {
  const createRequest = (input: string) => ({ input, output: join(folder, 'out') });
  const requests = deeds.map((deed) => ({
    stage: 'frames' as const,
    options: createRequest(deed),
    locale: 'en',
    title: deed,
  }));
  return (await enqueueJobs(requests, programs)).map(({ id }) => id);
}

/** As one window does. */
async function openWindow() {
  const [events, ends]: [JobEvent[], JobView[]] = [[], []];
  const watch = new JobWatch({ onEvent: (_, event) => events.push(event), onEnd: (job) => ends.push(job) });
  watches.push(watch);
  await watch.watch([{ path: root }]);
  const findJob = (id: string) => watch.jobs.find((other) => other.id === id);
  const waitForState = (id: string, state: string) => expect.poll(() => findJob(id)?.state, patience).toBe(state);
  return { watch, events, ends, findJob, waitForState };
}

const readRecord = (id: string) => readJobRecord(locateJobFolder(join(root, id)));
const killJob = async (id: string) => process.kill((await readRecord(id)).process!.pid, 'SIGKILL');
const locateFolder = (id: string): JobFolder => locateJobFolder(join(root, id));

async function killQueueRunner(): Promise<void> {
  const runner = JSON.parse(await readFile(new JobQueue(root).lockPath, 'utf8'));
  process.kill(runner.pid, 'SIGKILL');
  await expect.poll(() => isRunning(runner), patience).toBe(false);
}

test('a second window sees the job where the first one saw it, and both see its end', async () => {
  const [id] = await enqueue('obey');
  const first = await openWindow();
  await first.waitForState(id!, 'running');
  await expect.poll(() => first.findJob(id!)?.step?.iteration, patience).toBe(7);
  const second = await openWindow();
  await expect.poll(() => second.findJob(id!)?.step?.iteration, patience).toBe(7);
  expect(second.findJob(id!)?.title).toBe('obey');
  expect(await second.watch.control(id!, 'save')).toBe(true);
  await expect.poll(() => first.events.at(-1), patience).toMatchObject({ message: 'asked for save' });
  expect(await first.watch.cancel(id!)).toBe(true);
  await Promise.all([first.waitForState(id!, 'cancelled'), second.waitForState(id!, 'cancelled')]);
  await expect.poll(() => first.ends.length + second.ends.length, patience).toBe(1);
});

test('a job that ended without a window is reported once by the next window', async () => {
  const [id] = await enqueue('work');
  await expect.poll(async () => (await readRecord(id!)).result?.outcome, patience).toBe('done');
  const next = await openWindow();
  expect(next.ends.map((job) => [job.id, job.state])).toEqual([[id, 'done']]);
  expect((await openWindow()).ends).toEqual([]);
});

test('a job whose end is written while it is looked at is not lost', async () => {
  const [id] = await enqueue('work');
  await expect.poll(async () => (await readRecord(id!)).result?.outcome, patience).toBe('done');
  const { result, endedAt: _, ...running } = await readRecord(id!);
  await expect.poll(() => isRunning(running.process!), patience).toBe(false);
  await writeJobRecord(locateFolder(id!), running); // only now: the job may write its end once more
  const isGone = async () => false;
  expect(await readJobState(root, id!, { queued: true, isServed: isGone })).toMatchObject({ state: 'lost' });
  const writeAndGo = async () => {
    await writeEnd(locateFolder(id!), running, result!);
    return false;
  };
  const read = await readJobState(root, id!, { queued: true, isServed: writeAndGo });
  expect(read).toMatchObject({ state: 'done', record: { result: { outcome: 'done' } } });
});

test('a waiting job is canceled before it starts, and the others continue', async () => {
  const [first] = await enqueue('wait');
  const [second] = await enqueue('work');
  const [third] = await enqueue('work');
  const window = await openWindow();
  await window.waitForState(first!, 'running');
  expect(window.findJob(second!)?.state).toBe('queued');
  await window.watch.cancel(second!);
  expect(window.findJob(second!)?.state).toBe('cancelled');
  await window.watch.cancel(first!);
  await window.waitForState(third!, 'done');
  expect((await readRecord(second!)).process).toBeUndefined();
});

test('when all processes are gone, as after a restart, the job is lost and waiting jobs pause until they are continued', async () => {
  // Together, so that there is one process that runs the queue: another could start late, and take over from the killed one.
  const [first, second] = await enqueue('wait', 'work');
  const window = await openWindow();
  await window.waitForState(first!, 'running');
  expect(await listStalledJobs(root)).toEqual([]);
  await killQueueRunner();
  await killJob(first!);
  await window.waitForState(first!, 'lost');
  expect(window.ends.map((job) => job.id)).toEqual([first]);
  expect(window.findJob(second!)?.state).toBe('queued');
  expect(await listStalledJobs(root)).toEqual([second]);
  startQueueRunner(root, programs);
  await window.waitForState(second!, 'done');
  await window.waitForState(first!, 'failed');
  expect((await readJobRecord(locateFolder(first!))).result?.message).toContain('was interrupted');
});
