import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { endOf, faceClip, Program, resultOf } from '../../support/cli/program';

const program = new Program();
const path = (...names: string[]) => program.path(...names);

/** Long enough for a stage to be caught in the middle; the loop of a training is endless anyway. */
const frames = 12;

beforeAll(async () => {
  faceClip(path('a.mp4'), 'a', frames);
  faceClip(path('b.mp4'), 'b', frames);
  for (const name of ['a', 'b']) {
    const { code, stderr } = await program.run(['extract', '-i', `${name}.mp4`, '-o', name]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  }
  const train = ['train', '-A', 'a', '-B', 'b', '-m', 'trained', '-t', 'nimble', '-b', '2', '-i', '2'];
  expect((await program.run(train)).code).toBe(0);
});

/** Kills the process of the last job; false when it has ended already. */
function killJob(): boolean {
  const jobs = path('state', 'jobs');
  const last = readdirSync(jobs).sort().at(-1)!;
  const record = JSON.parse(readFileSync(join(jobs, last, 'job.json'), 'utf8'));
  return record.result === undefined && process.kill(record.process.pid, 'SIGKILL');
}

const locks = () => readdirSync(program.folder).filter((name) => name.endsWith('.faceswap.lock'));
const parts = () =>
  readdirSync(program.folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.part-'));

function copyOfFaces(name: string): string {
  mkdirSync(path(name));
  for (const face of readdirSync(path('a'))) copyFileSync(path('a', face), path(name, face));
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
    done: () => expect(readdirSync(path('stills')).filter((name) => name.endsWith('.png'))).toHaveLength(frames),
  },
  {
    name: 'extract',
    arguments: () => ['extract', '-i', 'a.mp4', '-o', 'faces', '-p', 'killed.fsa'],
    done: () => expect(readdirSync(path('faces')).filter((name) => name.endsWith('.png'))).toHaveLength(frames),
  },
  {
    name: 'sort',
    arguments: () => ['sort-by-face', '-i', existsSync(path('sorted')) ? 'sorted' : copyOfFaces('sorted')],
    done: () => expect(readdirSync(path('sorted', 'person_000'))).toHaveLength(frames),
  },
  {
    name: 'clean-up',
    arguments() {
      if (!existsSync(path('kept'))) {
        rmSync(path(copyOfFaces('kept'), 'a_000003_0.png'));
        copyFileSync(path('a_alignments.fsa'), path('kept.fsa'));
      }
      return ['clean-up', '-a', 'kept.fsa', '-c', 'kept'];
    },
    done: () => expect(statSync(path('kept.fsa')).size).toBeLessThan(statSync(path('a_alignments.fsa')).size),
  },
  {
    name: 'train',
    arguments: () => ['train', '-A', 'a', '-B', 'b', '-m', 'model', '-t', 'nimble', '-b', '2', '-i', '3', '-s', '1'],
    done: () => expect(JSON.parse(readFileSync(path('model', 'nimble_state.json'), 'utf8')).iterations).toBe(3),
  },
  {
    name: 'convert',
    arguments: () => ['convert', '-i', 'a.mp4', '-p', 'a_alignments.fsa', '-m', 'trained', '-o', 'swapped.mp4'],
    done: () => expect(existsSync(path('swapped.mp4'))).toBe(true),
  },
  {
    name: 'timelapse',
    arguments: () => ['timelapse', '-i', 'a', '-o', 'film.mp4'],
    done: () => expect(existsSync(path('film.mp4'))).toBe(true),
  },
];

test.each(cases.map((stage) => [stage.name, stage] as const))(
  '%s: a kill -9 is told and costs nothing: the same command completes',
  async (_, { arguments: args, done }) => {
    const killed = program.start([...args(), '--json']);
    const kill = new Promise<boolean>((resolve) => killed.stdout!.once('data', () => resolve(killJob())));
    const end = await endOf(killed);
    expect(end.stderr).toBe('');
    // A quick stage may have ended before the kill.
    const message = expect.stringContaining('killed from outside');
    if (await kill) expect(resultOf(end)).toMatchObject({ outcome: 'failed', reason: 'crash', message });
    const second = await program.run(args());
    expect(second.stderr).toBe('');
    expect(second.code).toBe(0);
    done();
    expect({ locks: locks(), parts: parts() }).toEqual({ locks: [], parts: [] });
  },
);

test.each(cases.map((stage) => [stage.name, stage] as const))(
  '%s: Ctrl-C ends with 130 and leaves nothing half written',
  async (_, { arguments: args }) => {
    const child = program.start([
      ...args().map((argument) => argument.replace(/^(stills|faces|model|swapped|film)/, 'cancelled-$1')),
      '--json',
    ]);
    child.stdout!.once('data', () => child.kill('SIGINT'));
    const end = await endOf(child);
    expect([resultOf(end).outcome, end.code]).toEqual(
      expect.arrayContaining(end.code === 130 ? ['cancelled', 130] : ['done', 0]),
    );
    expect({ locks: locks(), parts: parts() }).toEqual({ locks: [], parts: [] });
  },
);

test('a second job at the same place is refused while the first one works', async () => {
  const args = ['train', '-A', 'a', '-B', 'b', '-m', 'model', '-t', 'nimble', '-b', '2', '--json'];
  const first = program.start(args);
  const end = endOf(first);
  await new Promise((resolve) => first.stdout!.once('data', resolve));
  const second = await program.run(args);
  expect(second.code).toBe(1);
  expect(second.stderr).toBe('');
  expect(resultOf(second).message).toMatch(/faceswap train \(process \d+ on .+, since .+\)/);
  first.kill('SIGINT');
  expect((await end).code).toBe(130);
});
