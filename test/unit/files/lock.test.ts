import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { acquireLock } from '../../../src/files/lock';
import { listLockPaths } from '../../../src/projects/jobPlaces';
import { buildFaultEnvironment } from '../../support/faults/faults';

let programs: string;
let program: string;
let folder: string;
let path: string;

/** A process that takes the lock, says so, and holds it until its standard input ends. */
const holder = `
  import { acquireLock } from './src/files/lock';
  const lock = await acquireLock(process.argv[2], 'faceswap train').catch((error) => error.message);
  console.log(typeof lock === 'string' ? lock : 'taken');
  if (typeof lock === 'string') process.exit(0);
  process.stdin.resume().on('end', async () => { await lock.release(); console.log('released'); });
`;

beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), 'lock-program-'));
  program = join(programs, 'holder.mjs');
  await build({
    stdin: { contents: holder, resolveDir: process.cwd() },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    logLevel: 'silent',
  });
});
afterAll(() => rm(programs, { recursive: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
  path = join(folder, '.faceswap.lock');
  return () => rm(folder, { recursive: true });
});

const start = (env: NodeJS.ProcessEnv = {}) =>
  spawn(process.execPath, [program, path], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });

async function readAnswer(child: ChildProcess): Promise<string> {
  const [text] = await once(child.stdout!, 'data');
  return String(text).trim();
}

test('a second process is refused with a sentence that names the holder, until the holder releases', async () => {
  const first = start();
  expect(await readAnswer(first)).toBe('taken');
  const refusal = acquireLock(path, 'faceswap extract');
  await expect(refusal).rejects.toThrow(/faceswap train \(process \d+ on .+, since .+\)/);
  await expect(refusal).rejects.toThrow(String(first.pid));
  first.stdin!.end();
  expect(await readAnswer(first)).toBe('released');
  const lock = await acquireLock(path, 'faceswap extract');
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
});

test('the lock of a process killed by SIGKILL is taken over by exactly one of many', async () => {
  const killed = start();
  await readAnswer(killed);
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const rivals = Array.from({ length: 6 }, () => start());
  const answers = await Promise.all(rivals.map(readAnswer));
  for (const rival of rivals) rival.stdin!.end();
  await Promise.all(rivals.map(async (rival) => rival.exitCode ?? (await once(rival, 'exit'))));
  expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
  expect(answers.filter((answer) => answer.startsWith('Another job is running here'))).toHaveLength(5);
  expect(await readdir(folder)).toEqual([]);
});

test('a lock whose part cannot be removed is taken all the same, and released', async () => {
  const child = start(buildFaultEnvironment({ fault: 'EIO', calls: ['rm'], path: '.part-', at: 1 }));
  expect(await readAnswer(child)).toBe('taken');
  child.stdin!.end();
  expect(await readAnswer(child)).toBe('released');
  expect(await readdir(folder)).toEqual([expect.stringMatching(/\.part-\.faceswap\.lock$/)]);
});

test('a reused process id does not keep the lock of its former owner', async () => {
  const other = start();
  await readAnswer(other);
  const former = { ...JSON.parse(await readFile(path, 'utf8')), startTime: '1' };
  await writeFile(path, JSON.stringify(former));
  const lock = await acquireLock(path, 'faceswap extract');
  await lock.release();
  other.kill('SIGKILL');
  await once(other, 'exit');
});

test('the lock of another machine is respected, and what is no lock is set aside and named', async () => {
  await (await acquireLock(path, 'faceswap sort')).release();
  const holder = {
    pid: 1,
    host: 'elsewhere',
    command: 'faceswap sort',
    since: new Date().toISOString(),
    token: crypto.randomUUID(),
  };
  await writeFile(path, JSON.stringify(holder));
  await expect(acquireLock(path, 'faceswap extract')).rejects.toThrow('on elsewhere');
  await rm(path);
  const texts = ['', '{', '[]', 'null', '{"pid":-1}', JSON.stringify({ ...holder, token: '../../x' })];
  const makers = [
    ...texts.map((text) => () => writeFile(path, text)),
    () => mkdir(join(path, 'inside'), { recursive: true }),
    () => symlink(join(folder, 'nothing'), path),
    () => symlink(process.execPath, path),
  ];
  for (const make of makers) {
    await make();
    const warnings: string[] = [];
    const lock = await acquireLock(path, 'faceswap extract', (message) => warnings.push(message));
    expect(warnings).toEqual([expect.stringMatching(/lock is damaged or cannot be right: .* set aside as .*damaged-/)]);
    await lock.release();
    for (const name of await readdir(folder)) {
      expect(name).toMatch(/^\.damaged-/);
      await rm(join(folder, name), { recursive: true });
    }
  }
});

test('jobs that write the same alignments take the same lock, though one of them only knows the source', async () => {
  const findCommonLocks = (input: string, alignments: string) => {
    const extract = listLockPaths('extract', {
      input: join(folder, input),
      output: join(folder, 'a'),
      every: 1,
      minSize: 0,
    });
    const cleanUp = listLockPaths('clean-up', { alignments: join(folder, alignments), faces: join(folder, 'b') });
    return extract.filter((lock) => cleanUp.includes(lock));
  };
  await mkdir(join(folder, 'stills'));
  await writeFile(join(folder, 'clip.mp4'), '');
  expect(findCommonLocks('clip.mp4', 'clip_alignments.fsa')).toHaveLength(1);
  expect(findCommonLocks('stills', 'stills/alignments.fsa')).toHaveLength(1);
  expect(findCommonLocks('clip.mp4', 'stills/alignments.fsa')).toEqual([]);
  expect(findCommonLocks('nowhere/clip.mp4', 'nowhere/clip_alignments.fsa')).toEqual([]);
});

test.skipIf(!existsSync('/proc/self'))('a folder that takes no files is an error, and not waited for', async () => {
  await expect(acquireLock('/proc/x.lock', 'faceswap test')).rejects.toThrow('No file can be created in /proc.');
});
