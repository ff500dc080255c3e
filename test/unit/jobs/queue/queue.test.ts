import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isRunning } from '../../../../src/files/processIdentity';
import { createJobFolder } from '../../../../src/jobs/journal/createJobFolder';
import { type JobFolder, readJobRecord } from '../../../../src/jobs/journal/jobFolder';
import { connectToJob, type JobConnection } from '../../../../src/jobs/protocol/jobConnection';
import type { JobSnapshot } from '../../../../src/jobs/protocol/jobProtocol';
import { getJobSocketPath } from '../../../../src/jobs/protocol/jobSocket';
import {
  type EnqueuedJob,
  enqueueJobs,
  type JobPrograms,
  startQueueRunner,
} from '../../../../src/jobs/queue/enqueueJobs';
import { JobQueue } from '../../../../src/jobs/queue/jobQueue';
import { startJob } from '../../../../src/jobs/start/startJob';
import type { JobEvent } from '../../../../src/shared/jobEvents';
import { bundleJobProgram, bundleQueueProgram } from '../../../support/jobs/jobProgram';

const patience = { timeout: 15_000 };
let bundles: string;
let programs: JobPrograms;
let folder: string;

beforeAll(async () => {
  bundles = await mkdtemp(join(tmpdir(), 'queue-programs-'));
  const [job, queue] = await Promise.all([bundleJobProgram(bundles), bundleQueueProgram(bundles)]);
  programs = { job, queue };
});
afterAll(() => rm(bundles, { recursive: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'queue-'));
  process.env.FACESWAP_STATE = join(folder, 'state');
  return async () => {
    for (const job of enqueued.splice(0)) {
      const record = await readJobRecord(job.folder).catch(() => undefined);
      if (record?.process && !record.result && (await isRunning(record.process)))
        process.kill(record.process.pid, 'SIGKILL');
      await expect.poll(() => new JobQueue(job.root).listEntries(), patience).toEqual([]);
    }
    await rm(folder, { recursive: true, maxRetries: 5, retryDelay: 100 });
  };
});

const enqueued: EnqueuedJob[] = [];

async function enqueue(...deeds: (string | Record<string, unknown>)[]): Promise<EnqueuedJob[]> {
  const requests = deeds.map((deed) => {
    const options = typeof deed === 'string' ? { input: deed } : deed;
    return { stage: 'frames' as const, options: { output: join(folder, 'out'), ...options }, locale: 'en' };
  });
  const jobs = await enqueueJobs(requests, programs);
  enqueued.push(...jobs);
  return jobs;
}

const readOutcome = async (job: { folder: JobFolder }) => (await readJobRecord(job.folder)).result?.outcome;
const waitForOutcome = (job: { folder: JobFolder }, outcome: string) =>
  expect.poll(() => readOutcome(job), patience).toBe(outcome);

const waitForStart = (job: { folder: JobFolder }) =>
  expect.poll(async () => (await readJobRecord(job.folder)).startedAt, patience).toBeDefined();

/** Connects as soon as the job listens. */
async function follow(job: EnqueuedJob) {
  const [events, snapshots]: [JobEvent[], JobSnapshot[]] = [[], []];
  let connection: JobConnection | undefined;
  const follower = {
    onEvent: (event: JobEvent) => events.push(event),
    onSnapshot: (snapshot: JobSnapshot) => snapshots.push(snapshot),
  };
  await expect
    .poll(async () => {
      connection ??= await connectToJob(job.folder.path, follower);
      return connection !== undefined;
    }, patience)
    .toBe(true);
  return { events, snapshots, connection: connection! };
}

test('jobs run one after the other in the order of their requests, also when the requesting process is gone', async () => {
  const first = await enqueue({ input: 'note', every: 1 }, { input: 'note', every: 2 }, { input: 'note', every: 3 });
  const [last] = await enqueue({ input: 'note', every: 4 });
  await waitForOutcome(last!, 'done');
  expect(await readFile(join(folder, 'out.notes'), 'utf8')).toBe('1 2 3 4 ');
  expect((await readJobRecord(first[1]!.folder)).result?.summary).toEqual({ frames: 2 });
  const { process: identity } = await readJobRecord(last!.folder);
  await expect.poll(() => isRunning(identity!)).toBe(false);
});

test('a client that connects to a running job gets its state, and its requests reach the stage', async () => {
  const [job] = await enqueue('obey');
  const first = await follow(job!);
  await expect.poll(() => first.snapshots.at(-1)?.step?.iteration ?? first.events.length, patience).toBeTruthy();
  const second = await follow(job!);
  await expect.poll(() => second.snapshots.at(-1)).toMatchObject({ state: 'running', step: { iteration: 7 } });
  expect(await second.connection.control('snapshot')).toBe(true);
  await expect.poll(() => first.events.at(-1)).toMatchObject({ message: 'asked for snapshot' });
  expect(await second.connection.cancel()).toBe(true);
  await waitForOutcome(job!, 'cancelled');
  expect(first.snapshots.at(-1)?.state).toBe('saving');
  await expect.poll(() => existsSync(getJobSocketPath(job!.folder.path))).toBe(false);
});

test('a stage that takes no requests says so', async () => {
  const [job] = await enqueue('wait');
  const { connection, snapshots } = await follow(job!);
  await expect.poll(() => snapshots.at(-1)?.state).toBe('running');
  expect(await connection.control('save')).toBe(false);
  await connection.cancel();
  await waitForOutcome(job!, 'cancelled');
  expect(existsSync(join(folder, 'out.saved'))).toBe(true);
});

test('a job survives the process of the queue, and the next process continues after it', async () => {
  const [job] = await enqueue('wait');
  const [next] = await enqueue('work');
  const { connection } = await follow(job!);
  await waitForStart(job!);
  const queue = new JobQueue(job!.root);
  const runner = JSON.parse(await readFile(queue.lockPath, 'utf8'));
  process.kill(runner.pid, 'SIGKILL');
  await expect.poll(() => isRunning(runner)).toBe(false);
  expect(await isRunning((await readJobRecord(job!.folder)).process!)).toBe(true);
  startQueueRunner(job!.root, programs);
  await connection.cancel();
  await waitForOutcome(job!, 'cancelled');
  await waitForOutcome(next!, 'done');
  await expect.poll(() => existsSync(queue.lockPath)).toBe(false);
});

test('a killed job is reported as killed, and the next one starts', async () => {
  const [job] = await enqueue('wait');
  const [next] = await enqueue('work');
  await waitForStart(job!);
  process.kill((await readJobRecord(job!.folder)).process!.pid, 'SIGKILL');
  await waitForOutcome(job!, 'failed');
  expect((await readJobRecord(job!.folder)).result).toMatchObject({
    reason: 'crash',
    message: expect.stringContaining('run the same command to resume it'),
  });
  await waitForOutcome(next!, 'done');
});

test('a job of a batch that fails does not keep the others from running; one that is canceled does', async () => {
  const batch = await enqueue('mistake', 'work', 'work');
  const stopped = await enqueue('wait', 'work');
  await waitForStart(stopped[0]!);
  expect(await Promise.all(batch.map(readOutcome))).toEqual(['failed', 'done', 'done']);
  (await connectToJob(stopped[0]!.folder.path))!.cancel();
  const [other] = await enqueue('work');
  await waitForOutcome(other!, 'done');
  expect(await Promise.all(stopped.map(readOutcome))).toEqual(['cancelled', 'cancelled']);
});

test('a job waits for a command in a terminal that uses the same output', async () => {
  const options = { input: 'wait', output: join(folder, 'out') };
  const attached = await startJob({ stage: 'frames', options, locale: 'en' }, { program: programs.job });
  await waitForStart(attached);
  const [job] = await enqueue('work');
  const { snapshots } = await follow(job!);
  await expect.poll(() => snapshots.at(-1)?.state).toBe('queued');
  attached.cancel();
  await attached.result;
  await waitForOutcome(job!, 'done');
});

test('a waiting job can be canceled, and a job that only a project lists as waiting is not run', async () => {
  const project = join(folder, 'project');
  await mkdir(project);
  await writeFile(join(project, 'faceswap.json'), '{}');
  const output = join(project, 'frames');
  const root = join(project, '.faceswap', 'jobs');
  const request = { stage: 'frames' as const, options: { input: 'note', output, every: 1 }, locale: 'en' };
  const foreign = await createJobFolder(root, request, { detached: true });
  const [job] = await enqueue({ input: 'wait', output });
  const [waiting] = await enqueue({ input: 'note', output, every: 2 });
  const queue = new JobQueue(root);
  expect(await queue.withdraw(waiting!.id)).toBe(true);
  expect(await queue.withdraw(waiting!.id)).toBe(false);
  await expect
    .poll(async () => (await queue.listEntries()).map(({ id, taken }) => [id, taken]))
    .toEqual([[job!.id, true]]);
  expect(await queue.withdraw(job!.id)).toBe(false);
  const { connection } = await follow(job!);
  await connection.cancel();
  await waitForOutcome(job!, 'cancelled');
  await expect.poll(() => queue.listEntries()).toEqual([]);
  expect((await readJobRecord(foreign)).process).toBeUndefined();
  expect(await readdir(project)).not.toContain('frames.notes');
});

test('only one of several windows reports the end of a job', async () => {
  const [job] = await enqueue('work');
  await waitForOutcome(job!, 'done');
  const queues = [new JobQueue(job!.root), new JobQueue(job!.root)];
  expect(await queues[0]!.listUnreported()).toEqual(new Set([job!.id]));
  const claims = await Promise.all(queues.map((queue) => queue.claimReport(job!.id)));
  expect(claims.sort()).toEqual([false, true]);
  expect((await queues[0]!.listUnreported()).size).toBe(0);
});
