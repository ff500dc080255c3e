import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readAlignments, writeAlignments } from '../../../src/facesets/alignments';
import { readFaceHeader } from '../../../src/facesets/facePng';
import { CanceledError } from '../../../src/shared/errors';
import { cleanUp } from '../../../src/stages/cleanUp/run';
import { sort } from '../../../src/stages/sort/run';
import { writeFaceswapFaceset } from '../../support/facesets/faceswapFaceset';
import { createTemporaryFolder } from '../../support/media/ffmpegClips';
import { cutPowerAfter, restorePower } from '../../support/stages/powerCut';
import {
  createIdentityVector,
  createJobContext,
  listFiles,
  type MadeFace,
  makeAlignments,
  makeFaceset,
  readFacesetLines,
} from '../../support/stages/syntheticFaceset';

vi.mock('node:fs/promises', async (original) =>
  (await import('../../support/stages/powerCut')).wrapFiles(await original()),
);
afterEach(restorePower);

const folder = createTemporaryFolder();

/** Four faces in the first frame, three in the second, one in the third. */
const made: readonly MadeFace[] = [0, 1, 2, 3]
  .map((index): MadeFace => ({ frame: 'a_000001.mp4', index, identity: createIdentityVector(index % 2, index) }))
  .concat(
    [0, 1, 2].map((index) => ({ frame: 'a_000002.mp4', index, identity: createIdentityVector(index % 2, 10 + index) })),
  )
  .concat([{ frame: 'a_000003.mp4', index: 0, identity: createIdentityVector(0, 20) }]);

interface Place {
  readonly alignments: string;
  readonly faces: string;
}

async function createPlace(name: string): Promise<Place> {
  const [faces, alignments] = [join(folder, name, 'faces'), join(folder, name, 'a_alignments.fsa')];
  await makeAlignments(alignments, await makeFaceset(faces, made));
  return { alignments, faces };
}

const remove = (faces: string, ...names: string[]) => Promise.all(names.map((name) => rm(join(faces, name))));
const run = (options: Place) => cleanUp(options, createJobContext());

/** The faces of each frame by the numbers that they had when they were made. */
async function listRemainingFaces({ alignments }: Place): Promise<Record<string, number[]>> {
  const { frames } = await readAlignments(alignments);
  return Object.fromEntries(Array.from(frames, ([key, { faces }]) => [key, faces.map(({ x }) => x)]));
}

const listBackups = async ({ alignments }: Place) =>
  (await readdir(join(alignments, '..')))
    .filter((name) => name.includes('_bk_'))
    .map((name) => join(alignments, '..', name));

describe('clean-up', () => {
  it('removes faces without a PNG from the alignments and renumbers the others, including names and headers', async () => {
    const here = await createPlace('plain');
    const before = await readFile(here.alignments);
    await remove(here.faces, 'a_000001_0.png', 'a_000001_2.png', 'a_000003_0.png');
    const summary = await run(here);
    expect(summary).toMatchObject({ faces: 5, removed: 3, renumbered: 2, unknown: 0, withoutHeader: 0 });
    expect(await listRemainingFaces(here)).toEqual({
      'a_000001.mp4': [1, 3],
      'a_000002.mp4': [0, 1, 2],
      'a_000003.mp4': [],
    });
    expect(await readFacesetLines(here.faces)).toEqual([
      'a_000001_0.png → a_000001.mp4 0 1',
      'a_000001_1.png → a_000001.mp4 1 3',
      'a_000002_0.png → a_000002.mp4 0 0',
      'a_000002_1.png → a_000002.mp4 1 1',
      'a_000002_2.png → a_000002.mp4 2 2',
    ]);
    expect((await readFaceHeader(join(here.faces, 'a_000001_0.png'))).source.originalFilename).toBe('a_000001_0.png');
    expect((await readFile(summary.backup!)).equals(before)).toBe(true);
    expect(await listBackups(here)).toEqual([summary.backup]);
  });

  it('copies identities from the PNGs into the alignments, and changes nothing the second time', async () => {
    const here = await createPlace('twice');
    expect(await run(here)).toMatchObject({ faces: 8, removed: 0, completed: 8 });
    const face = (await readAlignments(here.alignments)).frames.get('a_000002.mp4')!.faces[1]!;
    expect(face.identity.made).toEqual(createIdentityVector(1, 11));
    const before = await readFile(here.alignments);
    expect(await run(here)).not.toHaveProperty('backup');
    expect((await readFile(here.alignments)).equals(before)).toBe(true);
  });

  it('finds the faces in the folders that sort created, and keeps their order numbers', async () => {
    const here = await createPlace('sorted');
    await sort({ input: here.faces, sortBy: 'face', groupBy: 'face' }, createJobContext());
    await rm(join(here.faces, 'person_001'), { recursive: true });
    expect(await run(here)).toMatchObject({ faces: 5, removed: 3, renumbered: 2 });
    expect(await listRemainingFaces(here)).toEqual({
      'a_000001.mp4': [0, 2],
      'a_000002.mp4': [0, 2],
      'a_000003.mp4': [0],
    });
    const files = await readFacesetLines(here.faces);
    expect(files.every((line) => /person_000.00000\d_(a_00000\d)_(\d)\.png → \1\.mp4 \2 \d$/.test(line))).toBe(true);
  });

  it('refuses a folder none of whose faces belongs to the alignments', async () => {
    const here = await createPlace('mine');
    const other = join(folder, 'other');
    await makeFaceset(other, [{ frame: 'b_000001.mp4', index: 0 }]);
    const before = await readFile(here.alignments);
    await expect(run({ ...here, faces: other })).rejects.toThrow(
      /None of the face images in .*other belong to .*a_alignments\.fsa/,
    );
    await expect(run({ ...here, faces: join(folder, 'nowhere') })).rejects.toThrow(/nowhere does not exist/);
    expect((await readFile(here.alignments)).equals(before)).toBe(true);
    expect(await listBackups(here)).toEqual([]);
  });

  it('does not change the faces of other sources, and keeps a face whose PNG lost its header by its name', async () => {
    const here = await createPlace('mixed');
    await makeFaceset(here.faces, [{ frame: 'b_000001.mp4', index: 0 }]);
    const picture = await sharp(join(here.faces, 'a_000002_0.png')).png().toBuffer();
    await writeFile(join(here.faces, 'a_000002_0.png'), picture);
    await remove(here.faces, 'a_000002_1.png');
    expect(await run(here)).toMatchObject({ faces: 7, removed: 1, unknown: 1, withoutHeader: 1 });
    expect((await listRemainingFaces(here))['a_000002.mp4']).toEqual([0, 2]);
    expect(listFiles(here.faces)).toContain('b_000001_0.png');
  });

  it.skipIf(process.platform === 'win32')(
    'keeps the faces that links are named after, and reads and changes neither',
    async () => {
      const here = await createPlace('linked');
      const kept = join(folder, 'linked', 'kept.png');
      await rename(join(here.faces, 'a_000002_2.png'), kept);
      const before = await readFile(kept);
      await symlink(kept, join(here.faces, 'a_000002_2.png'));
      await symlink(join(folder, 'nothing.png'), join(here.faces, 'dangling.png'));
      await remove(here.faces, 'a_000002_0.png');
      expect(await run(here)).toMatchObject({ faces: 7, removed: 1, unknown: 0, withoutHeader: 2 });
      expect((await listRemainingFaces(here))['a_000002.mp4']).toEqual([1, 2]);
      expect((await readFile(kept)).equals(before)).toBe(true);
      expect(await readlink(join(here.faces, 'a_000002_2.png'))).toBe(kept);
    },
  );

  it('moves a second file of the same face in the same folder to the trash, under its own name', async () => {
    const here = await createPlace('double');
    for (const copyPlace of ['0 copy of a_000001_1.png.png', 'z.png', 'elsewhere/a_000001_1.png']) {
      await mkdir(join(here.faces, 'elsewhere'), { recursive: true });
      await copyFile(join(here.faces, 'a_000001_1.png'), join(here.faces, copyPlace));
    }
    await remove(here.faces, 'a_000001_0.png');
    expect(await run(here)).toMatchObject({ faces: 7, removed: 1, duplicates: 2 });
    const [moment] = await readdir(join(here.faces, '.trash'));
    expect(listFiles(join(here.faces, '.trash', moment!))).toEqual(['0 copy of a_000001_1.png.png', 'z.png']);
    expect((await readFacesetLines(here.faces)).filter((line) => line.endsWith(' 0 1'))).toEqual([
      'a_000001_0.png → a_000001.mp4 0 1',
      'elsewhere/a_000001_0.png → a_000001.mp4 0 1',
    ]);
  });

  it('stops when it is canceled, and completes the next time', async () => {
    const here = await createPlace('cancelled');
    await remove(here.faces, 'a_000001_0.png');
    const cancel = new AbortController();
    const stopped = cleanUp(here, {
      signal: cancel.signal,
      emit: (event) => event.type === 'phase' && event.name === 'Renumbering faces' && cancel.abort(),
    });
    await expect(stopped).rejects.toThrow(CanceledError);
    await run(here);
    expect((await readFacesetLines(here.faces)).slice(0, 3)).toEqual(
      [0, 1, 2].map((i) => `a_000001_${i}.png → a_000001.mp4 ${i} ${i + 1}`),
    );
  });

  it('gives the same result wherever the power is cut, with a backup of the old state', async () => {
    const start = join(folder, 'start');
    const { faces, alignments } = await createPlace('start');
    await remove(faces, 'a_000001_0.png', 'a_000001_2.png', 'a_000002_0.png');
    const original = await readFile(alignments);
    const copyPlace = async (name: string): Promise<Place> => {
      await cp(start, join(folder, name), { recursive: true });
      return { alignments: join(folder, name, 'a_alignments.fsa'), faces: join(folder, name, 'faces') };
    };
    const undisturbed = await copyPlace('undisturbed');
    await run(undisturbed);
    let cuts = 0;
    for (let changes = 0; ; changes++) {
      const here = await copyPlace(`cut-${changes}`);
      cutPowerAfter(changes);
      const message = await run(here).then(
        () => 'done',
        (error: Error) => error.message,
      );
      restorePower();
      if (message !== 'power cut') break;
      cuts++;
      await run(here);
      expect(await readFacesetLines(here.faces), `after ${changes} changes`).toEqual(
        await readFacesetLines(undisturbed.faces),
      );
      expect(await readAlignments(here.alignments)).toEqual(await readAlignments(undisturbed.alignments));
      const backups = await Promise.all((await listBackups(here)).map((path) => readFile(path)));
      expect(backups.some((backup) => backup.equals(original))).toBe(true);
      expect(await readdir(here.faces)).not.toContain('.clean-up.json');
    }
    expect(cuts).toBeGreaterThan(15);
  });

  it('first completes an interrupted sort, whose faces would be missing', async () => {
    const here = await createPlace('half-sorted');
    cutPowerAfter(14);
    await expect(sort({ input: here.faces, sortBy: 'face', groupBy: 'face' }, createJobContext())).rejects.toThrow(
      'power cut',
    );
    restorePower();
    expect(existsSync(join(here.faces, '.sorting'))).toBe(true);
    expect(await run(here)).toMatchObject({ faces: 8, removed: 0 });
  });

  const real = resolve('../shared/data/faceswap3');
  const facesets = [
    { origin: 'in the form of faceswap 3', removed: ['group_a_1.png', 'group_b_0.png'], faces: 5, isReal: false },
    ...(existsSync(real)
      ? [{ origin: 'of faceswap itself', removed: ['2007_007763_3.png', '2008_001009_0.png'], faces: 16, isReal: true }]
      : []),
  ];
  it.each(facesets)('works on a faceset $origin', async ({ removed, faces: left, isReal }) => {
    const faces = join(folder, isReal ? 'real' : 'written');
    if (isReal) await cp(real, faces, { recursive: true });
    else await writeFaceswapFaceset(faces);
    const alignments = join(folder, isReal ? 'real.fsa' : 'written.fsa');
    await writeAlignments(alignments, await readAlignments(join(faces, 'alignments.fsa')));
    await remove(faces, ...removed);
    const summary = await run({ alignments, faces });
    expect(summary).toMatchObject({ faces: left, removed: 2, renumbered: 4, completed: 0 });
    const { frames } = await readAlignments(alignments);
    for (const name of (await readdir(faces)).filter((file) => file.endsWith('.png'))) {
      const { face, source } = await readFaceHeader(join(faces, name));
      expect(frames.get(source.sourceFilename)!.faces[source.faceIndex]).toMatchObject({ x: face.x, y: face.y });
    }
  });
});
