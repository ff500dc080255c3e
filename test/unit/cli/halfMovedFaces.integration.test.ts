import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { readAlignments } from '../../../src/facesets/alignments';
import { makeFaceClip, Program } from '../../support/cli/program';
import { startReview, writeKiller } from '../../support/facesets/reviewInProcess';

const program = new Program();
const frames = 12;
let killAt: Awaited<ReturnType<typeof writeKiller>>;

/** A project with the faces of one clip for each of two people, those of a as one cluster. */
beforeAll(async () => {
  killAt = await writeKiller(program.folder);
  const person = (name: string, ...parts: string[]) => program.resolvePath('whole/people', name, ...parts);
  const project = { version: 1, people: [{ name: 'a' }, { name: 'b' }], models: [] };
  for (const name of ['a', 'b'] as const) {
    mkdirSync(person(name, 'sources'), { recursive: true });
    makeFaceClip(person(name, 'sources', `${name}.mp4`), name, frames);
  }
  writeFileSync(program.resolvePath('whole/faceswap.json'), JSON.stringify(project));
  for (const name of ['a', 'b'])
    expect(await program.run(['extract', '--name', name], { cwd: program.resolvePath('whole') })).toMatchObject({
      code: 0,
    });
});

let copies = 0;
function copyProject(): string {
  const folder = `project-${copies++}`;
  cpSync(program.resolvePath('whole'), program.resolvePath(folder), { recursive: true });
  return folder;
}

const getReviewProgram = () => program.cli.replace('cli.mjs', 'review.mjs');
const describeReview = (folder: string) => ({
  root: program.resolvePath(folder, 'people/a/faces'),
  alignments: [program.resolvePath(folder, 'people/a/alignments/a_alignments.fsa')],
});

/** Puts the second half of the faces into a cluster, and removes three of the others; resolves when it is applied. */
async function reviewFaces(folder: string, options: Parameters<typeof startReview>[2] = {}) {
  const review = startReview(getReviewProgram(), describeReview(folder), options);
  const applied = (async () => {
    await review.channel.call('look', { order: { by: 'name', reversed: false } });
    await review.channel.call('edit', { edit: { kind: 'split', faces: [6, 7, 8, 9, 10, 11], name: 'ann' } });
    await review.channel.call('edit', { edit: { kind: 'remove', faces: [0, 1, 2] } });
    return await review.channel.call('apply', {});
  })();
  return { ...review, applied };
}

/** Returns the faces and the count in the alignments; the time in the names of the trash is left out. */
async function describeDisk(folder: string): Promise<string[]> {
  const { root, alignments } = describeReview(folder);
  const faces = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.png'));
  const known = [...(await readAlignments(alignments[0]!)).frames.values()].reduce(
    (sum, one) => sum + one.faces.length,
    0,
  );
  return [...faces.map((name) => name.replace(/^\.trash\/[^/]+/, '.trash')).sort(), `${known} in the alignments`];
}

async function copyReviewed(): Promise<string> {
  const folder = copyProject();
  const review = await reviewFaces(folder);
  expect(await review.applied).toMatchObject({ moved: 9, left: 3 });
  review.close();
  await review.ended;
  return folder;
}

test('a review that is closed while it applies ends by itself, with everything applied', async () => {
  const whole = await describeDisk(await copyReviewed());
  for (const closeAt of [0, 1, 5, 9, 14]) {
    const folder = copyProject();
    const review = await reviewFaces(folder, {
      onApplying: ({ phase, done }) => {
        if (phase === 'moving' && done >= closeAt) review.close();
      },
    });
    review.applied.catch(() => undefined); // nobody is there to get the answer
    expect(await review.ended, `closed after ${closeAt} moves`).toMatchObject({ signal: null, code: 0 });
    expect(await describeDisk(folder)).toEqual(whole);
  }
});

/** Leaves a project whose review was killed while it applied, before the rename of that number. */
async function killReview(atRename: number): Promise<string> {
  const folder = copyProject();
  const review = await reviewFaces(folder, { env: killAt(atRename) });
  review.applied.catch(() => undefined);
  expect(await review.ended).toMatchObject({ signal: 'SIGKILL' });
  expect(existsSync(program.resolvePath(folder, 'people/a/faces/.review/plan.json'))).toBe(true);
  return folder;
}

const faces = 'people/a/faces';
const alignments = 'people/a/alignments/a_alignments.fsa';
const training = ['-B', 'people/b/faces', '-m', 'model', '-t', 'nimble', '-b', '2', '-i', '1'];
const run = (folder: string, args: readonly string[], env = {}) =>
  program.run([...args, '--json'], { cwd: program.resolvePath(folder), env });

/** The commands that meet half moved faces, and the renames before which the review is killed. */
const readers = [
  { name: 'train', args: ['train', '-A', faces, ...training], killedAt: [5] },
  { name: 'train on a cluster', args: ['train', '-A', `${faces}/ann`, ...training], killedAt: [11] },
  { name: 'sort', args: ['sort-by-face', '-i', faces], killedAt: [0, 5, 11, 17] },
  { name: 'clean-up', args: ['clean-up', '-a', alignments, '-c', faces], killedAt: [4, 17] },
  {
    name: 'convert',
    args: ['convert', '-i', 'people/a/sources/a.mp4', '-p', alignments, '-m', 'none', '-o', 'o.mp4'],
    killedAt: [9],
  },
  { name: 'extract', args: ['extract', '-i', 'people/b/sources/b.mp4', '-o', faces], killedAt: [8] },
];

test.each(readers)('$name completes a review that was killed while it applied', async ({ args, killedAt }) => {
  const whole = await copyReviewed();
  const expected = await run(whole, args);
  for (const atRename of killedAt) {
    const folder = await killReview(atRename);
    const { code, stderr, stdout } = await run(folder, args);
    expect({ atRename, code, stderr }).toEqual({ atRename, code: expected.code, stderr: expected.stderr });
    expect(stdout).toContain('Completed an interrupted review');
    // The command has done with these faces what it does with those of a review that was not killed.
    expect(await describeDisk(folder), `killed at rename ${atRename}`).toEqual(await describeDisk(whole));
  }
});

test('faces that a killed sort was moving to another folder are completed from either folder, in a project or not', async () => {
  const sort = ['sort-by-face', '-i', faces, '-o', 'people/a/sorted'];
  for (const place of ['people/a/sorted/person_000', faces]) {
    const folder = copyProject();
    if (place === faces) rmSync(program.resolvePath(folder, 'faceswap.json'));
    expect((await run(folder, sort, killAt(7))).code).not.toBe(0);
    const end = await run(folder, ['train', '-A', place, ...training]);
    expect(end.stdout).toContain('Completed an interrupted sort');
    expect(end.code).toBe(place === faces ? 1 : 0); // all faces have left the folder that is trained on
    expect(readdirSync(program.resolvePath(folder, 'people/a/sorted/person_000'))).toHaveLength(frames);
    expect(readdirSync(program.resolvePath(folder, faces))).toEqual([]);
  }
});

test('a training by name takes the faces that are left after the review, not those that lie there half moved', async () => {
  const folder = await killReview(4);
  const path = program.resolvePath(folder, 'faceswap.json');
  const project = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ ...project, models: [{ name: 'm', a: 'a', b: 'b', trainer: 'nimble' }] }));
  const { code } = await run(folder, ['train', '--name', 'm', '-b', '2', '-i', '1']);
  expect(code).toBe(0);
  const log = readFileSync(program.resolvePath(folder, 'models/m/nimble_state.json'), 'utf8');
  expect(log).toContain('ann');
});
