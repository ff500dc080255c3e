import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bundleModule } from '../../support/jobs/jobProgram';

/** The built command line, with stages that wait, fail or print their options. */
const jobProgram = `
  import { runJob } from './src/jobs/process/runJob';
  import { UserError, throwIfCanceled } from './src/shared/errors';
  import { writeFile } from 'node:fs/promises';
  import { setTimeout as pause } from 'node:timers/promises';

  async function stage(options, job) {
    job.emit({ type: 'phase', name: 'Work', total: 2, unit: 'frames' });
    job.emit({ type: 'progress', done: 2, total: 2, unitsPerSecond: 12.345, secondsLeft: 0 });
    job.emit({ type: 'step', iteration: 87, lossA: 0.04111, lossB: 0.04509, stepsPerSecond: 2.5, secondsLeft: 3725 });
    if (/fail/.test(options.input)) throw new UserError('The clip is empty.');
    if (/stubborn/.test(options.input)) await new Promise(() => setInterval(() => {}, 1000));
    if (/wait/.test(options.input)) {
      try { for (;;) { throwIfCanceled(job.signal); await pause(5); } }
      finally { await writeFile(options.output, 'saved'); }
    }
    return { ...options };
  }
  await runJob(process.argv[2], async () => stage);
`;

let programs: string;
let folder: string;

beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), 'cli-programs-'));
  await Promise.all([
    bundleModule("import './src/cli';", join(programs, 'cli.mjs')),
    bundleModule(jobProgram, join(programs, 'job.mjs')),
  ]);
});
afterAll(() => rm(programs, { recursive: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
  return () => rm(folder, { recursive: true });
});

function start(...args: string[]): ChildProcess {
  const env = { ...process.env, LANG: 'C.UTF-8', LC_ALL: '', LC_MESSAGES: '', FACESWAP_STATE: join(folder, 'state') };
  return spawn(process.execPath, [join(programs, 'cli.mjs'), ...args], { cwd: folder, env });
}

async function waitForEnd(child: ChildProcess) {
  const out = { stdout: '', stderr: '' };
  child.stdout?.on('data', (data) => (out.stdout += data));
  child.stderr?.on('data', (data) => (out.stderr += data));
  const [code] = await once(child, 'close');
  return { code, ...out };
}

const runFaceswap = (...args: string[]) => waitForEnd(start(...args));
const parseLastEvent = (stdout: string) => JSON.parse(stdout.trim().split('\n').at(-1)!);

test('--json prints one event a line, the last of them the result', async () => {
  const { code, stdout, stderr } = await runFaceswap(
    'train',
    '-A',
    'a',
    '-B',
    'b',
    '-m',
    'model',
    '-t',
    'nimble',
    '-b',
    '8',
    '--json',
  );
  const types = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).type);
  expect(types).toEqual(['phase', 'progress', 'step', 'result']);
  const summary = {
    inputA: join(folder, 'a'),
    inputB: join(folder, 'b'),
    modelDir: join(folder, 'model'),
    trainer: 'nimble',
    batchSize: 8,
  };
  expect(parseLastEvent(stdout)).toEqual({ type: 'result', outcome: 'done', summary });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('without a terminal it prints plain lines, the training as faceswap does', async () => {
  const { stdout } = await runFaceswap('frames', '--input', 'clip.mp4', '--output=out', '--every', '3');
  expect(stdout).toContain('Work: 100 % 2/2 frames, 12.3/s, 0:00 left\n');
  expect(stdout).toContain('Total Iterations: 87 | Loss A: 0.0411 Loss B: 0.0451 | 2.50 it/s | 1:02:05 left\n');
  expect(stdout).toContain('every: 3\n');
});

test('a user error is one sentence on standard error and exit code 1', async () => {
  const plain = await runFaceswap('frames', '-i', 'fail.mp4', '-o', 'out');
  expect(plain).toMatchObject({ code: 1, stderr: 'The clip is empty.\n' });
  const json = await runFaceswap('frames', '-i', 'fail.mp4', '-o', 'out', '--json');
  expect(json.code).toBe(1);
  expect(parseLastEvent(json.stdout)).toEqual({
    type: 'result',
    outcome: 'failed',
    reason: 'user',
    message: 'The clip is empty.',
  });
});

test.each([
  [['extrct'], 'Did you mean "extract"?'],
  [['frobnicate'], 'Unknown command "frobnicate"'],
  [['export'], 'Unknown command "export". Did you mean "model export"?'],
  [['frames', '--input', 'a.mp4'], 'The option --output is missing'],
  [['frames', '--inptu', 'a.mp4'], 'Did you mean --input?'],
  [['frames', '-i', '--output', 'x'], 'The option -i needs a value'],
  [['frames', '-i', 'a', '-o', 'b', '--every', 'two'], '--every must be a number from 1'],
  [['frames', '-i', 'a', '-o', 'b', '--every', '-1'], '--every must be a number from 1'],
  [['frames', '-i', 'a', '-o', 'b', '--every', '1.5'], '--every must be a whole number'],
  [['frames', 'a.mp4'], 'Unexpected argument "a.mp4"'],
  [['train', '-A', 'a', '-B', 'b', '-m', 'c', '-t', 'phase-a'], '--trainer must be one of: original'],
  [['convert', '--swap-model=yes'], '--swap-model takes no value'],
  [['frames', '--name', 'alice'], 'Unknown option --name'],
  [['extract', '--name', 'alice'], 'There is no project here'],
])('%j is wrong usage: exit code 2 and a sentence', async (args, sentence) => {
  const { code, stderr, stdout } = await runFaceswap(...args);
  expect(stderr).toContain(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('help and version come in words, in Japanese too, and from the same table as the options', async () => {
  expect((await runFaceswap('--version')).stdout).toBe(
    `${JSON.parse(await readFile('package.json', 'utf8')).version}\n`,
  );
  expect((await runFaceswap('--help')).stdout).toMatch(/extract +Find the faces/);
  const help = await runFaceswap('train', '--help');
  expect(help.code).toBe(0);
  for (const option of ['-A, --input-a DIR', '-m, --model-dir DIR', '-b, --batch-size N', '--json', '-n, --name NAME'])
    expect(help.stdout).toContain(option);
});

test('a name selects the paths of the project', async () => {
  await mkdir(join(folder, 'people/alice/sources'), { recursive: true });
  await Promise.all(['one.mp4', 'two.mp4'].map((name) => writeFile(join(folder, 'people/alice/sources', name), '')));
  const faces = [
    'alice/faces/person_000/1.png',
    'alice/faces/person_001/1.png',
    'alice/faces/person_001/2.png',
    'bob/faces/1.png',
  ];
  for (const face of faces) {
    await mkdir(dirname(join(folder, 'people', face)), { recursive: true });
    await writeFile(join(folder, 'people', face), '');
  }
  const people = [{ name: 'alice' }, { name: 'bob' }];
  const models = [{ name: 'ab', a: 'alice', b: 'bob', trainer: 'nimble' }];
  await writeFile(join(folder, 'faceswap.json'), JSON.stringify({ version: 1, people, models }));
  const parseResults = (stdout: string) =>
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter((event) => event.type === 'result');
  const extract = await runFaceswap('extract', '-n', 'alice', '--json');
  expect(parseResults(extract.stdout).map((result) => result.summary.alignments)).toEqual(
    ['one', 'two'].map((stem) => join(folder, `people/alice/alignments/${stem}_alignments.fsa`)),
  );
  const sort = await runFaceswap('sort-by-face', '-n', 'alice', '--json');
  expect(parseLastEvent(sort.stdout).summary).toEqual({
    input: join(folder, 'people/alice/faces'),
    sortBy: 'face',
    groupBy: 'face',
  });
  const train = await runFaceswap('train', '-n', 'ab', '--iterations', '5', '--json');
  expect(parseLastEvent(train.stdout).summary).toMatchObject({
    inputA: join(folder, 'people/alice/faces/person_001'),
    inputB: join(folder, 'people/bob/faces'),
    modelDir: join(folder, 'models/ab'),
    trainer: 'nimble',
    iterations: 5,
  });
  const convert = await runFaceswap('convert', '-n', 'ab', '--input', 'two.mp4', '--json');
  expect(parseLastEvent(convert.stdout).summary.output).toBe(join(folder, 'swaps/two-ab.mp4'));
  expect(await runFaceswap('train', '-n', 'nobody')).toMatchObject({
    code: 1,
    stderr: 'The project has no model "nobody". It has: ab.\n',
  });
});

const waitForOutput = (child: ChildProcess) => once(child.stdout!, 'data');

test('Ctrl-C saves and exits with 130', async () => {
  const child = start('frames', '-i', 'wait.mp4', '-o', 'out', '--json');
  await waitForOutput(child);
  child.kill('SIGINT');
  const { code, stdout } = await waitForEnd(child);
  expect(code).toBe(130);
  expect(parseLastEvent(stdout)).toEqual({ type: 'result', outcome: 'cancelled' });
  expect(existsSync(join(folder, 'out'))).toBe(true);
});

test('Ctrl-C twice does not wait', async () => {
  const child = start('frames', '-i', 'stubborn.mp4', '-o', 'out', '--json');
  await waitForOutput(child);
  const end = waitForEnd(child);
  child.kill('SIGINT');
  await once(child.stderr!, 'data');
  child.kill('SIGINT');
  expect((await end).code).toBe(130);
});

test('a reader that closes the pipe cancels the job', async () => {
  const child = start('frames', '-i', 'wait.mp4', '-o', 'out', '--json');
  await waitForOutput(child);
  child.stdout!.destroy();
  child.kill('SIGHUP');
  const [code] = await once(child, 'exit');
  expect(code).toBe(130);
  expect(existsSync(join(folder, 'out'))).toBe(true);
});
