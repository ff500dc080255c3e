import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { makeFaceClip, Program, parseResult, waitForEnd } from '../../support/cli/program';

const program = new Program();
const resolvePath = (...names: string[]) => program.resolvePath(...names);

/** Long enough for a stage to be caught in the middle; the loop of a training is endless anyway. */
const frames = 12;

beforeAll(async () => {
  makeFaceClip(resolvePath('a.mp4'), 'a', frames);
  makeFaceClip(resolvePath('b.mp4'), 'b', frames);
  for (const name of ['a', 'b']) {
    const { code, stderr } = await program.run(['extract', '-i', `${name}.mp4`, '-o', name]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  }
  const train = ['train', '-A', 'a', '-B', 'b', '-m', 'trained', '-t', 'nimble', '-b', '2', '-i', '2'];
  expect((await program.run(train)).code).toBe(0);
});

/** Kills the process of the last job; false when it has ended already. */
function killJob(): boolean {
  const jobs = resolvePath('state', 'jobs');
  const last = readdirSync(jobs).sort().at(-1)!;
  const record = JSON.parse(readFileSync(join(jobs, last, 'job.json'), 'utf8'));
  return record.result === undefined && process.kill(record.process.pid, 'SIGKILL');
}

const listLocks = () => readdirSync(program.folder).filter((name) => name.endsWith('.faceswap.lock'));
const listPartFiles = () =>
  readdirSync(program.folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.part-'));

function copyFaces(name: string): string {
  mkdirSync(resolvePath(name));
  for (const face of readdirSync(resolvePath('a'))) copyFileSync(resolvePath('a', face), resolvePath(name, face));
  return name;
}

interface StageCase {
  readonly name: string;
  arguments(): string[];
  /** What must be there after the second run. */
  done(): void;
}

const cases: readonly StageCase[] = [
  {
    name: 'frames',
    arguments: () => ['frames', '-i', 'a.mp4', '-o', 'stills'],
    done: () => expect(readdirSync(resolvePath('stills')).filter((name) => name.endsWith('.png'))).toHaveLength(frames),
  },
  {
    name: 'extract',
    arguments: () => ['extract', '-i', 'a.mp4', '-o', 'faces', '-p', 'killed.fsa'],
    done: () => expect(readdirSync(resolvePath('faces')).filter((name) => name.endsWith('.png'))).toHaveLength(frames),
  },
  {
    name: 'sort',
    arguments: () => ['sort-by-face', '-i', existsSync(resolvePath('sorted')) ? 'sorted' : copyFaces('sorted')],
    done: () => expect(readdirSync(resolvePath('sorted', 'person_000'))).toHaveLength(frames),
  },
  {
    name: 'clean-up',
    arguments() {
      if (!existsSync(resolvePath('kept'))) {
        rmSync(resolvePath(copyFaces('kept'), 'a_000003_0.png'));
        copyFileSync(resolvePath('a_alignments.fsa'), resolvePath('kept.fsa'));
      }
      return ['clean-up', '-a', 'kept.fsa', '-c', 'kept'];
    },
    done: () =>
      expect(statSync(resolvePath('kept.fsa')).size).toBeLessThan(statSync(resolvePath('a_alignments.fsa')).size),
  },
  {
    name: 'train',
    arguments: () => ['train', '-A', 'a', '-B', 'b', '-m', 'model', '-t', 'nimble', '-b', '2', '-i', '3', '-s', '1'],
    done: () => expect(JSON.parse(readFileSync(resolvePath('model', 'nimble_state.json'), 'utf8')).iterations).toBe(3),
  },
  {
    name: 'convert',
    arguments: () => ['convert', '-i', 'a.mp4', '-p', 'a_alignments.fsa', '-m', 'trained', '-o', 'swapped.mp4'],
    done: () => expect(existsSync(resolvePath('swapped.mp4'))).toBe(true),
  },
  {
    name: 'timelapse',
    arguments: () => ['timelapse', '-i', 'a', '-o', 'film.mp4'],
    done: () => expect(existsSync(resolvePath('film.mp4'))).toBe(true),
  },
];

test.each(cases.map((stage) => [stage.name, stage] as const))(
  '%s: after a kill -9, the same command completes without loss',
  async (_, { arguments: args, done }) => {
    const killed = program.start([...args(), '--json']);
    const kill = new Promise<boolean>((resolve) => killed.stdout!.once('data', () => resolve(killJob())));
    const end = await waitForEnd(killed);
    expect(end.stderr).toBe('');
    // A quick stage may have ended before the kill.
    const message = expect.stringContaining('killed from outside');
    if (await kill) expect(parseResult(end)).toMatchObject({ outcome: 'failed', reason: 'crash', message });
    const second = await program.run(args());
    expect(second.stderr).toBe('');
    expect(second.code).toBe(0);
    done();
    expect({ locks: listLocks(), parts: listPartFiles() }).toEqual({ locks: [], parts: [] });
  },
);

test.each(cases.map((stage) => [stage.name, stage] as const))(
  '%s: Ctrl-C ends with 130 and leaves no half-written file',
  async (_, { arguments: args }) => {
    const child = program.start([
      ...args().map((argument) => argument.replace(/^(stills|faces|model|swapped|film)/, 'cancelled-$1')),
      '--json',
    ]);
    child.stdout!.once('data', () => child.kill('SIGINT'));
    const end = await waitForEnd(child);
    expect([parseResult(end).outcome, end.code]).toEqual(
      expect.arrayContaining(end.code === 130 ? ['cancelled', 130] : ['done', 0]),
    );
    expect({ locks: listLocks(), parts: listPartFiles() }).toEqual({ locks: [], parts: [] });
  },
);

test('a second job on the same output is refused while the first one runs', async () => {
  const args = ['train', '-A', 'a', '-B', 'b', '-m', 'model', '-t', 'nimble', '-b', '2', '--json'];
  const first = program.start(args);
  const end = waitForEnd(first);
  await new Promise((resolve) => first.stdout!.once('data', resolve));
  const second = await program.run(args);
  expect(second.code).toBe(1);
  expect(second.stderr).toBe('');
  expect(parseResult(second).message).toMatch(/faceswap train \(process \d+ on .+, since .+\)/);
  first.kill('SIGINT');
  expect((await end).code).toBe(130);
});
