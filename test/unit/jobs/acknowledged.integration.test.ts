import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { createTemporaryPath } from '../../../src/files/atomicFile';
import { isRunning } from '../../../src/files/processIdentity';
import { makePatternClip, Program } from '../../support/cli/program';
import { buildFaultEnvironment, type FaultPlan, readLoggedCalls } from '../../support/faults/faults';

// What was acknowledged stays: whatever happens to its processes and to the disk, a job that was requested is done, has failed
// for a reason that is told, or waits.

const program = new Program();
const resolvePath = (...names: string[]) => program.resolvePath(...names);
const framesOfLong = 3000;
const patience = { timeout: 60_000 };

beforeAll(() => {
  makePatternClip(resolvePath('short.mp4'), 5);
  makePatternClip(resolvePath('long.mp4'), framesOfLong);
});

beforeEach(() => {
  for (const name of ['state', 'out']) rmSync(resolvePath(name), { recursive: true, force: true });
});

const runWithFaults = (args: readonly string[], plan: FaultPlan) =>
  program.run(args, { env: buildFaultEnvironment(plan) });

async function enqueue(input: string, plan: FaultPlan = {}): Promise<string> {
  const { code, stdout, stderr } = await runWithFaults(
    ['frames', '-i', input, '-o', 'out', '--detach', '--json'],
    plan,
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout).id;
}

async function listJobs(): Promise<{ id: string; state: string }[]> {
  const { stdout } = await program.run(['jobs', '--json']);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line));
}

const findState = async (id: string) => (await listJobs()).find((job) => job.id === id)?.state;
const readRecord = (id: string) => JSON.parse(readFileSync(resolvePath('state', 'jobs', id, 'job.json'), 'utf8'));

test('a queued job that meets a full disk fails with the reason, also where its record cannot be written anew', async () => {
  const full = { programs: ['job', 'queue'], calls: ['write', 'mkdir'], fault: 'ENOSPC', lasting: true } as const;
  const id = await enqueue('short.mp4', { ...full, programs: ['job'], at: 1 });
  await expect.poll(() => findState(id), patience).toBe('failed');
  expect(readRecord(id).result).toBeUndefined();
  const { code, stderr } = await program.run(['jobs', 'follow', id]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^The disk is full: .* could not be written\. Free some space/);
});

test('a job whose queue cannot write to the disk waits, and is done when it can', async () => {
  const full = { programs: ['queue'], calls: ['write', 'mkdir'], fault: 'ENOSPC', lasting: true, at: 1 } as const;
  const first = await enqueue('short.mp4', full);
  expect(await findState(first)).toBe('queued');
  const second = await enqueue('short.mp4');
  await expect.poll(() => findState(second), patience).toBe('done');
  expect(await findState(first)).toBe('done');
});

test('jobs that cannot all be queued are not queued at all', async () => {
  mkdirSync(resolvePath('project'), { recursive: true });
  const log = resolvePath('calls');
  const frames = ['frames', '-i', 'short.mp4', '-o', 'out', '--detach'];
  const writes = { programs: ['cli'], calls: ['write', 'link', 'rename', 'mkdir'] } as const;
  await runWithFaults(frames, { ...writes, log });
  await expect.poll(async () => (await listJobs()).map(({ state }) => state), patience).toEqual(['done']);
  const count = readLoggedCalls(log).filter(
    ({ program, kind, name }) => program === 'cli' && (kind === 'write' || ['link', 'rename', 'mkdir'].includes(name)),
  ).length;
  expect(count).toBeGreaterThan(8);
  for (let at = 1; at <= count; at++) {
    rmSync(resolvePath('state'), { recursive: true, force: true });
    const { code, stderr } = await runWithFaults(frames, { ...writes, at, fault: 'ENOSPC' });
    // A job that still runs would write into the state folder of the next round.
    const areEnded = async () => (await listJobs()).map(({ state }) => state === 'done' || state === 'failed');
    if (code === 0) await expect.poll(areEnded, patience).toEqual([true]);
    else {
      const jobs = await listJobs();
      expect({ at, stderr, jobs }).toEqual({ at, stderr: expect.stringMatching(/^The disk is full: .*\n$/), jobs: [] });
    }
  }
});

test('a damaged record and a damaged entry of the queue leave no job unmentioned', async () => {
  const full = { programs: ['queue'], calls: ['write'], fault: 'ENOSPC', lasting: true, at: 1 } as const;
  const [one, two] = [await enqueue('short.mp4', full), await enqueue('short.mp4', full)];
  writeFileSync(resolvePath('state', 'jobs', one, 'job.json'), '{"id": "\0');
  const queues = resolvePath('state', 'queues');
  const entry = join(queues, readdirSync(queues)[0]!, `${two}.waiting`);
  writeFileSync(entry, '{"environment"\0');
  expect(await findState(one)).toBe('failed');
  expect(await findState(two)).toBe('queued');
  const three = await enqueue('short.mp4');
  await expect.poll(() => findState(three), patience).toBe('done');
  expect(await findState(two)).toBe('done');
  const { stderr } = await program.run(['jobs', 'follow', one]);
  expect(stderr).toMatch(/^The record of the job, .*job\.json, is damaged\. Run the same command again\.\n$/);
});

test('a job whose command was killed before the job could listen ends itself', async () => {
  const log = resolvePath('orphan.calls');
  await runWithFaults(['frames', '-i', 'long.mp4', '-o', 'out'], { programs: ['job'], fault: 'orphan', log });
  const [id] = readdirSync(resolvePath('state', 'jobs'));
  await expect.poll(() => readRecord(id!).result?.outcome, patience).toBe('cancelled');
  await expect.poll(() => isRunning(readRecord(id!).process), patience).toBe(false);
  expect(readdirSync(program.folder).includes('out') ? readdirSync(resolvePath('out')).length : 0).toBeLessThan(
    framesOfLong,
  );
  // The same command may run again just now: a job that nobody waits for must not stand in its way.
  const calls = readLoggedCalls(log).filter((call) => call.program === 'job');
  expect(calls.flatMap(({ paths }) => paths)).toContain(resolvePath('state', 'jobs', id!, 'job.json'));
  expect(calls.filter(({ paths }) => paths.some((path) => path.includes('.lock')))).toEqual([]);
});

test('the part of a lock that an attempt left goes with the next command, also while the process that made it runs', async () => {
  const part = basename(createTemporaryPath(resolvePath('.out.faceswap.lock')));
  for (const name of [part, part.replace('out', 'other')]) writeFileSync(resolvePath(name), '{}');
  const { code } = await program.run(['frames', '-i', 'short.mp4', '-o', 'out']);
  expect(code).toBe(0);
  const parts = readdirSync(program.folder).filter((name) => name.includes('.part-'));
  expect(parts).toEqual([part.replace('out', 'other')]);
  rmSync(resolvePath(parts[0]!));
});

test('a job whose queue was killed just after its start waits, and runs once when the queue goes on', async () => {
  const id = await enqueue('short.mp4', { programs: ['job'], fault: 'orphan' });
  await expect.poll(() => readRecord(id).process !== undefined, patience).toBe(true);
  await expect.poll(() => isRunning(readRecord(id).process), patience).toBe(false);
  expect(await findState(id)).toBe('queued');
  const next = await enqueue('short.mp4');
  await expect.poll(() => findState(next), patience).toBe('done');
  expect(await findState(id)).toBe('done');
});

test('journals dated in the future do not push out those of now', async () => {
  await program.run(['frames', '-i', 'short.mp4', '-o', 'out']);
  const jobs = resolvePath('state', 'jobs');
  const [own] = readdirSync(jobs);
  for (let i = 0; i < 25; i++) {
    const id = `20991231235959${String(i).padStart(3, '0')}-frames-0000`;
    mkdirSync(join(jobs, id));
    writeFileSync(join(jobs, id, 'job.json'), JSON.stringify({ ...readRecord(own!), id }));
  }
  const running = await enqueue('long.mp4');
  await expect.poll(() => findState(running), patience).toBe('running');
  const end = await program.run(['frames', '-i', 'short.mp4', '-o', 'other']);
  expect({ code: end.code, stderr: end.stderr }).toEqual({ code: 0, stderr: '' });
  const left = readdirSync(jobs);
  expect(left).toContain(running);
  expect(left).toContain(own);
  expect((await program.run(['jobs', 'cancel', running])).code).toBe(130);
});
