import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, cp, mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { removedCluster } from '../../../../src/facesets/review/reviewState';
import { Random } from '../../../../src/tensor/random';
import {
  findContradictions,
  listFacesIn,
  makeTwoPeople,
  openReview,
  readDiskLines,
} from '../../../support/facesets/twoPeople';
import { createTemporaryFolder } from '../../../support/media/ffmpegClips';
import { buildEntries } from '../../../support/training/buildEntries';

const temporary = createTemporaryFolder();
let made = 0;

async function copyTwoPeople(): Promise<string> {
  const folder = join(temporary, String(made++));
  await mkdir(folder, { recursive: true });
  await makeTwoPeople(folder);
  return folder;
}

const selectTrash = (lines: readonly string[]) => lines.filter((line) => line.startsWith('.trash/'));

describe('a review', () => {
  test('changes no file before it is applied, and continues in a later session', async () => {
    const folder = await copyTwoPeople();
    const before = await readDiskLines(folder);
    const session = await openReview(folder);
    await session.edit([{ kind: 'move', faces: listFacesIn(session, 'person_001'), to: removedCluster }]);
    await session.edit([{ kind: 'keep', faces: listFacesIn(session, 'person_000'), kept: true }]);
    expect(await readDiskLines(folder)).toEqual(before);
    const later = await openReview(folder);
    expect(listFacesIn(later, 'person_001')).toEqual([]);
    expect(later.pending).toBe(4);
    expect([...later.state.kept]).toEqual([...session.state.kept]);
    await later.undo();
    await later.undo();
    expect(later.pending).toBe(0);
    expect(listFacesIn(later, 'person_001')).toHaveLength(4);
    expect((await openReview(folder)).nextStep).toEqual(later.nextStep);
  });

  test('removes a person from files and alignments, and undo restores every byte of them', async () => {
    const folder = await copyTwoPeople();
    const alignments = await readFile(join(folder, 'clip_alignments.fsa'));
    const before = await readDiskLines(folder);
    const session = await openReview(folder);
    await session.edit([{ kind: 'move', faces: listFacesIn(session, 'person_001'), to: removedCluster }]);
    expect(await session.apply()).toMatchObject({ type: 'apply', moved: 5, left: 4, returned: 0 });
    const after = await readDiskLines(folder);
    expect(selectTrash(after)).toHaveLength(4);
    expect(existsSync(join(folder, 'faces/person_001'))).toBe(false);
    // Ann and the stranger have moved up in their frames.
    expect(after).toContain('person_000/clip_000003_0.png is 5, clip_000003.mp4 0 clip_000003_0.png');
    expect(after).toContain('clip_000004.mp4: 6+6,7 7+7,7');
    expect(await findContradictions(folder)).toEqual([]);
    const later = await openReview(folder);
    expect(await later.undo()).toMatchObject({ type: 'unapply', moved: 5, left: 0, returned: 4 });
    expect(await readDiskLines(folder)).toEqual(before);
    expect(await readFile(join(folder, 'clip_alignments.fsa'))).toEqual(alignments);
    expect(existsSync(join(folder, 'faces/.trash'))).toBe(false);
    await later.redo();
    expect(await readDiskLines(folder)).toEqual(after);
  });

  test('restores single faces from the trash, with their records', async () => {
    const folder = await copyTwoPeople();
    const before = await readDiskLines(folder);
    const session = await openReview(folder);
    const bobs = listFacesIn(session, 'person_001');
    await session.edit([{ kind: 'move', faces: bobs, to: removedCluster }]);
    await session.apply();
    const later = await openReview(folder);
    for (const face of bobs) {
      await later.edit([{ kind: 'move', faces: [face], to: later.state.homes[face]! }]);
      await later.apply();
      expect(await findContradictions(folder)).toEqual([]);
    }
    expect(selectTrash(await readDiskLines(folder))).toEqual([]);
    const selectThumbs = (lines: readonly string[]) =>
      lines
        .join(' ')
        .match(/\d+\+\d+,7/g)
        ?.sort();
    expect(selectThumbs(await readDiskLines(folder))).toEqual(selectThumbs(before));
  });

  test('keeps unapplied changes when somebody else has moved some of the files', async () => {
    const folder = await copyTwoPeople();
    const session = await openReview(folder);
    await session.edit([
      { kind: 'name', cluster: session.state.findCluster('person_000')!, name: 'ann' },
      { kind: 'move', faces: listFacesIn(session, 'person_001'), to: removedCluster },
    ]);
    const [first] = listFacesIn(session, 'ann');
    await rename(join(folder, 'faces', session.paths[first!]!), join(folder, 'faces/elsewhere.png'));
    const later = await openReview(folder);
    expect(listFacesIn(later, 'ann')).toHaveLength(3);
    expect(listFacesIn(later, 'person_001')).toEqual([]);
    expect(listFacesIn(later, '').map((face) => later.paths[face])).toEqual(['elsewhere.png']);
    await later.apply();
    expect(await findContradictions(folder)).toEqual([]);
  });

  test('skips a line of the journal that a kill cut off', async () => {
    const folder = await copyTwoPeople();
    const session = await openReview(folder);
    await session.edit([{ kind: 'move', faces: listFacesIn(session, 'unknown'), to: removedCluster }]);
    await appendFile(join(folder, 'faces/.review/journal.ndjson'), '\n{"type":"do","edits":[{"ki');
    const later = await openReview(folder);
    await later.edit([{ kind: 'move', faces: listFacesIn(later, 'person_001'), to: removedCluster }]);
    const last = await openReview(folder);
    expect([listFacesIn(last, 'unknown'), listFacesIn(last, 'person_001')]).toEqual([[], []]);
  });

  test('killed at any change to a file, leaves either the old or the new state', {
    timeout: 240_000,
  }, async () => {
    const { folder: program, remove } = await buildEntries({ review: 'test/support/facesets/reviewProgram.ts' });
    const run = (folder: string, fatal: number) =>
      spawnSync(process.execPath, [join(program, 'review.mjs'), folder, String(fatal)], { encoding: 'utf8' });
    const original = await copyTwoPeople();
    const whole = join(temporary, 'whole');
    await cp(original, whole, { recursive: true });
    const { stdout, stderr } = run(whole, -1);
    const { seen, changes } = JSON.parse(stdout || stderr) as { seen: string[][]; changes: number };
    expect(changes).toBeGreaterThan(150);
    const random = new Random(4);
    const points = random.shuffle(Array.from({ length: changes }, (_, i) => i)).slice(0, 40);
    const states = new Set(seen.map((lines) => lines.join('\n')));
    let killed = 0;
    for (const point of points) {
      const folder = join(temporary, `killed-${point}`);
      await cp(original, folder, { recursive: true });
      if (run(folder, point).signal === 'SIGKILL') killed++;
      const session = await openReview(folder);
      expect(states, `after a kill at change ${point}`).toContain((await readDiskLines(folder)).join('\n'));
      expect(await findContradictions(folder)).toEqual([]);
      // And the review goes on: everything back to the start.
      while (session.lastStep) await session.undo();
      expect(await readDiskLines(folder)).toEqual(seen[0]);
    }
    expect(killed).toBeGreaterThan(35); // a run has a few changes less when two backups fall into one second
    await remove();
  });
});
