import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isRunning } from '../../../../src/files/processIdentity';
import { locateJobFolder, readJobRecord } from '../../../../src/jobs/journal/jobFolder';
import { startJob } from '../../../../src/jobs/start/startJob';
import type { JobEvent } from '../../../../src/shared/jobEvents';
import { bundleJobProgram, bundleModule } from '../../../support/jobs/jobProgram';

/** A command that starts a job, says where its folder is, and waits for its end. */
const parentProgram = `
  import { startJob } from './src/jobs/start/startJob';
  const [program, input, output] = process.argv.slice(2);
  const job = await startJob({ stage: 'frames', options: { input, output }, locale: 'en' },
    { program, onEvent: (event) => event.type === 'saved' && console.log(job.folder.path) });
  await job.result;
`;

let programs: string;
let program: string;
let parent: string;
let folder: string;

beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), 'job-programs-'));
  [program, parent] = await Promise.all([
    bundleJobProgram(programs),
    bundleModule(parentProgram, join(programs, 'parent.mjs')),
  ]);
});
afterAll(() => rm(programs, { recursive: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-'));
  process.env.FACESWAP_STATE = join(folder, 'state');
  return () => rm(folder, { recursive: true });
});

async function start(deed: string, more: Record<string, unknown> = {}) {
  const events: JobEvent[] = [];
  let sayThatItSaved: () => void;
  const saved = new Promise<void>((resolve) => {
    sayThatItSaved = resolve;
  });
  const options = { input: deed, output: join(folder, 'out'), ...more };
  const job = await startJob(
    { stage: 'frames', options, locale: 'en' },
    {
      program,
      onEvent(event) {
        events.push(event);
        if (event.type === 'saved') sayThatItSaved();
      },
    },
  );
  return { ...job, events, saved };
}

test('a job reports its events, ends with its summary, and leaves a journal and no lock', async () => {
  const job = await start('work', { every: 7 });
  expect(await job.result).toEqual({
    type: 'result',
    outcome: 'done',
    summary: { frames: 3, output: join(folder, 'out') },
  });
  expect(job.events[0]).toEqual({ type: 'phase', name: 'Work', total: 3, unit: 'frames' });
  expect(job.events.at(-1)).toMatchObject({ type: 'progress', done: 3 });
  const journal = (await readFile(job.folder.eventsPath, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(journal.map((event) => event.type)).toEqual(['phase', 'progress', 'result']);
  expect(await readFile(job.folder.logPath, 'utf8')).toContain('working at 7');
  expect((await readJobRecord(job.folder)).result?.outcome).toBe('done');
  expect(await readdir(folder)).toEqual(['state']);
});

test('wrong options are refused before anything starts', async () => {
  await expect(start('work', { every: 0 })).rejects.toThrow('--every must be a number from 1 to 100000');
  await expect(start('work', { evrey: 1 })).rejects.toThrow('Did you mean --every?');
  await expect(start('work', { output: 7 })).rejects.toThrow('--output needs a path');
  expect(existsSync(join(folder, 'state'))).toBe(false);
});

test('each kind of failure is reported in one sentence', async () => {
  const runAndGetMessage = async (deed: string) => {
    const job = await start(deed);
    const { outcome, reason, message } = await job.result;
    expect(outcome).toBe('failed');
    return { reason, message, log: await readFile(job.folder.logPath, 'utf8'), logPath: job.folder.logPath };
  };
  expect(await runAndGetMessage('mistake')).toMatchObject({ reason: 'user', message: 'The clip is empty.', log: '' });
  expect(await runAndGetMessage('full')).toMatchObject({
    reason: 'user',
    message: expect.stringContaining('The disk is full: /clip/out.png'),
  });
  const bug = await runAndGetMessage('bug');
  expect(bug).toMatchObject({
    reason: 'bug',
    message: expect.stringContaining(bug.logPath),
    log: expect.stringContaining('TypeError'),
  });
  expect(await runAndGetMessage('stray')).toMatchObject({
    reason: 'bug',
    message: expect.stringContaining('nobody awaited this'),
  });
  const crash = await runAndGetMessage('abort');
  expect(crash).toMatchObject({ reason: 'crash', message: expect.stringMatching(/SIGABRT.*log/) });
});

test('a cancel lets the stage save, and a kill does not wait', async () => {
  const job = await start('wait');
  await job.saved;
  job.cancel();
  expect(await job.result).toEqual({ type: 'result', outcome: 'cancelled' });
  expect(existsSync(join(folder, 'out.saved'))).toBe(true);
  const stubborn = await start('stubborn');
  await stubborn.saved;
  stubborn.cancel();
  stubborn.kill();
  expect((await stubborn.result).outcome).toBe('cancelled');
});

test('a second job on the same output is refused while the first one runs, but not after it was killed', async () => {
  const first = await start('wait');
  await first.saved;
  const refused = await (await start('work')).result;
  expect(refused).toMatchObject({
    outcome: 'failed',
    reason: 'user',
    message: expect.stringMatching(/faceswap frames \(process \d+ on/),
  });
  const record = await readJobRecord(first.folder);
  process.kill(record.process!.pid, 'SIGKILL');
  expect(await first.result).toMatchObject({
    outcome: 'failed',
    reason: 'crash',
    message: expect.stringContaining('killed from outside'),
  });
  expect((await (await start('work')).result).outcome).toBe('done');
});

test('within a project every job takes the lock of the project, and its journal is in the project', async () => {
  const project = join(folder, 'project');
  await mkdir(join(project, 'people', 'alice'), { recursive: true });
  await writeFile(join(project, 'faceswap.json'), '{}');
  const first = await start('wait', { output: join(project, 'people', 'alice', 'faces') });
  await first.saved;
  expect(first.folder.path.startsWith(join(project, '.faceswap', 'jobs'))).toBe(true);
  const refused = await (await start('work', { output: join(project, 'swaps', 'x') })).result;
  expect(refused.message).toContain('Another job is running here');
  first.cancel();
  await first.result;
});

test('a job whose parent is killed saves and ends itself', async () => {
  const command = spawn(process.execPath, [parent, program, 'wait', join(folder, 'out')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const jobFolder = locateJobFolder(
    await new Promise<string>((resolve) => command.stdout.once('data', (data) => resolve(String(data).trim()))),
  );
  command.kill('SIGKILL');
  const isJobRunning = async () => isRunning((await readJobRecord(jobFolder)).process!);
  await expect.poll(isJobRunning, { timeout: 10_000 }).toBe(false);
  expect(existsSync(join(folder, 'out.saved'))).toBe(true);
  expect((await readJobRecord(jobFolder)).result?.outcome).toBe('cancelled');
});

test('only the journals of the last jobs are kept', async () => {
  for (let i = 0; i < 24; i++) await (await start('mistake')).result;
  expect((await readdir(join(folder, 'state', 'jobs'))).length).toBeLessThanOrEqual(21);
});
