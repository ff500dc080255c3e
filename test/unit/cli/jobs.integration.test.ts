import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { makePatternClip, Program, parseResult } from '../../support/cli/program';

const program = new Program();
const resolvePath = (...names: string[]) => program.resolvePath(...names);

beforeAll(() => {
  makePatternClip(resolvePath('short.mp4'), 5);
  makePatternClip(resolvePath('long.mp4'), 1200);
});

async function startDetached(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await program.run([...args, '--detach', '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout).id;
}

async function listJobs(): Promise<{ id: string; state: string }[]> {
  const { stdout } = await program.run(['jobs', '--json']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('a detached command returns at once, and its job is followed to its end', async () => {
  const id = await startDetached('frames', '-i', 'short.mp4', '-o', 'short');
  const end = await program.run(['jobs', 'follow', id, '--json']);
  expect({ ...parseResult(end), code: end.code }).toMatchObject({ outcome: 'done', summary: { frames: 5 }, code: 0 });
  expect(await listJobs()).toMatchObject([{ id, state: 'done' }]);
  expect((await program.run(['jobs'])).stdout).toMatch(/id +job +state +progress\n.*Extract Frames.* +done/);
});

test('one job runs, the next one waits; the first is canceled and the second finishes; the first continues when it is resumed', async () => {
  const first = await startDetached('frames', '-i', 'long.mp4', '-o', 'long');
  const second = await startDetached('frames', '-i', 'short.mp4', '-o', 'again');
  await expect
    .poll(async () => (await listJobs()).find(({ id }) => id === first)?.state, { timeout: 20_000 })
    .toBe('running');
  expect((await listJobs()).find(({ id }) => id === second)?.state).toBe('queued');
  const several = await program.run(['jobs', 'cancel']);
  expect(several).toMatchObject({
    code: 1,
    stderr: `Several jobs match: ${first}, ${second}. Give the id of one of them.\n`,
  });
  expect((await program.run(['jobs', 'cancel', first])).code).toBe(130);
  expect((await program.run(['jobs', 'follow', second])).code).toBe(0);
  const resume = await program.run(['jobs', 'resume', first]);
  expect(resume).toMatchObject({ code: 0, stderr: '' });
  const resumed = resume.stdout.trim().split(' ').at(-1)!;
  const { code, stderr } = await program.run(['jobs', 'follow', resumed]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(readdirSync(resolvePath('long')).filter((name) => name.endsWith('.png'))).toHaveLength(1200);
  expect(existsSync(resolvePath('long', 'long_001200.png'))).toBe(true);
});

/** Makes a journal as a project from elsewhere may bring it: its job would write to `output`, and has failed. */
function makeJournal(project: string, output: string, more: object = {}): string {
  const id = '20200101000000000-frames-abcd';
  mkdirSync(resolvePath(project, '.faceswap', 'jobs', id), { recursive: true });
  writeFileSync(resolvePath(project, 'faceswap.json'), '{"version":1,"people":[],"models":[]}');
  const options = { input: resolvePath('short.mp4'), output };
  const result = { type: 'result', outcome: 'failed', reason: 'crash', message: 'Try again.' };
  const record = { id, stage: 'frames', options, locale: 'en', createdAt: '2020-01-01T00:00:00Z', result, ...more };
  writeFileSync(resolvePath(project, '.faceswap', 'jobs', id, 'job.json'), JSON.stringify(record));
  return id;
}

test('a journal that came with a project is listed as foreign, and never run', async () => {
  const output = resolvePath('home');
  for (const more of [{}, { seal: '0'.repeat(64) }]) {
    const id = makeJournal('foreign', output, more);
    const list = await program.run(['jobs', '--project', 'foreign', '--json']);
    expect(JSON.parse(list.stdout)).toMatchObject({ id, state: 'failed', isForeign: true });
    expect((await program.run(['jobs', '--project', 'foreign'])).stdout).toContain('(from elsewhere)');
    for (const args of [['resume'], ['resume', id], ['resume', 'abcd'], ['follow', id], ['cancel', id]]) {
      const end = await program.run(['jobs', ...args, '--project', 'foreign']);
      expect(end).toMatchObject({ code: 1, stderr: expect.stringMatching(/was not started by you in this folder/) });
    }
  }
  expect(existsSync(output)).toBe(false);
});

test('an own journal that somebody has changed or copied is foreign', async () => {
  makeJournal('own', resolvePath('own', 'frames'));
  rmSync(resolvePath('own', '.faceswap'), { recursive: true });
  expect((await program.run(['frames', '-i', 'short.mp4', '-o', 'own/frames'])).code).toBe(0);
  const jobs = resolvePath('own', '.faceswap', 'jobs');
  const [id] = readdirSync(jobs);
  const isForeign = async (project: string) =>
    JSON.parse((await program.run(['jobs', '--project', project, '--json'])).stdout).isForeign;
  expect(await isForeign('own')).toBe(false);
  cpSync(resolvePath('own'), resolvePath('copied'), { recursive: true });
  expect(await isForeign('copied')).toBe(true);
  const path = join(jobs, id!, 'job.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('own/frames', 'own/other'));
  expect(await isForeign('own')).toBe(true);
});

test('an unknown job and an unknown option are reported', async () => {
  const readMessage = async (...args: string[]) => {
    const { code, stderr } = await program.run(['jobs', ...args]);
    return { code, stderr };
  };
  expect(await readMessage('cancel')).toEqual({ code: 1, stderr: 'No such job. Run faceswap jobs for a list.\n' });
  expect(await readMessage('stop')).toMatchObject({ code: 2 });
  expect(await readMessage('--al')).toMatchObject({ code: 2 });
  expect((await program.run(['jobs', '--help'])).stdout).toContain('faceswap jobs follow [ID]');
});
