import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readFaceHeader, writeFaceHeader } from '../../../src/facesets/facePng';
import { CanceledError } from '../../../src/shared/errors';
import type { JobEvent } from '../../../src/shared/jobEvents';
import { extract } from '../../../src/stages/extract/run';
import { type SortOptions, sort } from '../../../src/stages/sort/run';
import { readSortableFace } from '../../../src/stages/sort/sortableFace';
import { cutSampleFace, sampleFaces } from '../../support/faces/samplePhotos';
import { hasSharedData, sharedData, skippedNote } from '../../support/faces/sharedData';
import { createTemporaryFolder } from '../../support/media/ffmpegClips';
import { cutPowerAfter, restorePower } from '../../support/stages/powerCut';
import {
  createIdentityVector,
  createJobContext,
  listFiles,
  type MadeFace,
  makeFaceset,
  readFacesetLines,
} from '../../support/stages/syntheticFaceset';
import { buildEntries } from '../../support/training/buildEntries';

vi.mock('node:fs/promises', async (original) =>
  (await import('../../support/stages/powerCut')).wrapFiles(await original()),
);
afterEach(restorePower);

const folder = createTemporaryFolder();

/** Person 1 in five frames, person 0 in three, person 2 in two. */
const people: readonly MadeFace[] = [1, 0, 1, 1, 2, 0, 1, 2, 1, 0].map((person, i) => ({
  frame: `clip_${String(i + 1).padStart(6, '0')}.mp4`,
  index: 0,
  identity: createIdentityVector(person, i),
}));
const listFramesWith = (person: number) =>
  [1, 0, 1, 1, 2, 0, 1, 2, 1, 0].flatMap((who, i) => (who === person ? [i + 1] : []));

async function makeNamedFaceset(name: string, faces = people): Promise<string> {
  const path = join(folder, name);
  await makeFaceset(path, faces);
  return path;
}

const run = (options: Partial<SortOptions> & { input: string }, emit?: (event: JobEvent) => void) =>
  sort({ sortBy: 'face', groupBy: 'face', ...options }, createJobContext(emit));

const readFrameNumber = (path: string) =>
  listFiles(path)
    .map((name) => Number(/clip_(\d{6})_0\.png$/.exec(name)![1]))
    .sort((a, b) => a - b);

/** How the same face is shown in several pictures: rotation in degrees, brightness, and how much is around it. */
const takes = [
  { angle: 0, brightness: 1, share: 2 },
  { angle: 3, brightness: 1.1, share: 1.9 },
  { angle: -3, brightness: 0.9, share: 1.9 },
  { angle: 2, brightness: 1, share: 1.8 },
];

describe('sort by face', () => {
  it('makes one folder per person, the largest first, with faces numbered from the most typical one', async () => {
    const input = await makeNamedFaceset('people');
    const summary = await run({ input });
    expect(summary).toEqual({
      faces: 10,
      people: 3,
      largest: 5,
      unknown: 0,
      described: 0,
      withoutHeader: 0,
      output: input,
    });
    expect(readFrameNumber(join(input, 'person_000'))).toEqual(listFramesWith(1));
    expect(readFrameNumber(join(input, 'person_001'))).toEqual(listFramesWith(0));
    expect(readFrameNumber(join(input, 'person_002'))).toEqual(listFramesWith(2));
    expect(listFiles(input).every((name) => /^person_00\d\/00000\d_clip_0000\d\d_0\.png$/.test(name))).toBe(true);
    expect(await measureTypicality(join(input, 'person_000'))).toEqual(
      [...(await measureTypicality(join(input, 'person_000')))].sort((a, b) => b - a),
    );
  });

  it('sorts added and previously sorted faces again, and does not change folders of the user', async () => {
    const input = await makeNamedFaceset('again', people.slice(0, 7));
    await run({ input });
    await rename(join(input, 'person_000'), join(input, 'Alice'));
    await makeFaceset(input, people.slice(7));
    expect(await run({ input })).toMatchObject({ faces: 6 });
    expect(readFrameNumber(join(input, 'Alice'))).toEqual([1, 3, 4, 7]);
    expect(readFrameNumber(join(input, 'person_000'))).toEqual(listFramesWith(0));
    expect(readFrameNumber(join(input, 'person_001'))).toEqual(listFramesWith(2));
    expect(readFrameNumber(join(input, 'person_002'))).toEqual([9]);
  });

  it('can number the faces without folders, make folders without numbers, and copy instead of moving', async () => {
    const input = await makeNamedFaceset('ways');
    await run({ input, groupBy: 'none' });
    expect(listFiles(input).map((name) => name.slice(0, 6))).toEqual(Array.from({ length: 10 }, (_, i) => `00000${i}`));
    const output = join(folder, 'copied');
    await run({ input, output, sortBy: 'none', keep: true });
    expect(listFiles(join(output, 'person_002'))).toEqual(['clip_000005_0.png', 'clip_000008_0.png']);
    expect(listFiles(input)).toHaveLength(10);
    await expect(run({ input, output })).rejects.toThrow(
      /copied already contains the faces of an earlier sort.*another output/,
    );
    await expect(run({ input, keep: true })).rejects.toThrow(/another folder as --output/);
    await expect(run({ input, sortBy: 'none', groupBy: 'none' })).rejects.toThrow(/Nothing to sort by/);
  });

  it('puts a face without a similar one under unknown, also in a large set', async () => {
    const many = Array.from({ length: 120 }, (_, i) => ({
      frame: `clip_${String(i).padStart(6, '0')}.mp4`,
      index: 0,
      identity: createIdentityVector(7, i),
    }));
    const input = await makeNamedFaceset('large', [
      ...many,
      { frame: 'clip_000500.mp4', index: 0, identity: createIdentityVector(8, 0) },
    ]);
    expect(await run({ input })).toMatchObject({ faces: 121, people: 1, largest: 120, unknown: 1 });
    expect(listFiles(join(input, 'unknown'))).toEqual(['000000_clip_000500_0.png']);
  });

  it('does not move PNGs without a header, and says so', async () => {
    const input = await makeNamedFaceset('strange');
    await writeFile(join(input, 'notes.png'), 'not a readable image');
    for (const name of ['saved1.png', 'saved2.png']) await writeFile(join(input, name), 'not a readable image');
    await symlink(join(folder, 'elsewhere.png'), join(input, 'link.png'));
    await writeFile(join(input, 'a.bmp'), '');
    const warnings: string[] = [];
    const summary = await run({ input }, (event) => {
      if (event.type === 'log') warnings.push(event.message);
    });
    expect(summary).toMatchObject({ faces: 10, withoutHeader: 3 });
    expect(await readdir(input)).toEqual(expect.arrayContaining(['notes.png', 'saved1.png', 'link.png', 'a.bmp']));
    expect(warnings).toEqual([
      expect.stringMatching(/^3 of 13 images in .*strange are left out\. .*notes\.png is not a valid face PNG/),
      expect.stringMatching(/strange has images that are links \(1, such as link\.png\)/),
      expect.stringMatching(/strange has images of other kinds \(1, such as a\.bmp\)/),
    ]);
    await mkdir(join(folder, 'empty'));
    await expect(run({ input: join(folder, 'empty') })).rejects.toThrow(/no face images in .*empty/);
    await expect(run({ input: join(folder, 'missing') })).rejects.toThrow(/missing does not exist/);
  });

  it('ignores identity vectors that its network cannot have computed', async () => {
    const [name] = listFiles(await makeNamedFaceset('identities', people.slice(0, 1)));
    const path = join(folder, 'identities', name!);
    const header = await readFaceHeader(path);
    const identity = { face_api_128: [1, 2, 3], huge: [1e39, 0], made: [1, 2] };
    await writeFaceHeader(path, { ...header, face: { ...header.face, identity } });
    expect(Object.keys((await readSortableFace(path)).identity)).toEqual(['made']);
  });

  it('moves nothing when it is canceled in time', async () => {
    const input = await makeNamedFaceset('cancelled');
    const before = listFiles(input);
    const cancel = new AbortController();
    const emit = (event: JobEvent) => event.type === 'phase' && event.name === 'Grouping faces' && cancel.abort();
    await expect(sort({ input, sortBy: 'face', groupBy: 'face' }, { signal: cancel.signal, emit })).rejects.toThrow(
      CanceledError,
    );
    expect(listFiles(input)).toEqual(before);
  });

  it.each([false, true])(
    'neither loses nor duplicates a face wherever the power is cut (copying: %s)',
    async (keep) => {
      const faces = [0, 1, 0, 1, 0].map((person, i) => ({
        frame: `clip_00000${i}.mp4`,
        index: 0,
        identity: createIdentityVector(person, i),
      }));
      const start = await makeNamedFaceset(`start-${keep}`, faces);
      await run({ input: start });
      await makeFaceset(start, [
        { frame: 'clip_000007.mp4', index: 0, identity: createIdentityVector(1, 9) },
        { frame: 'clip_000008.mp4', index: 0, identity: createIdentityVector(1, 10) },
      ]);
      const expected = await sortCopy(start, 'undisturbed', keep);
      let cuts = 0;
      for (let changes = 0; ; changes++) {
        cutPowerAfter(changes);
        const result = await sortCopy(start, `cut-${changes}`, keep).catch((error: Error) => error.message);
        restorePower();
        if (result !== 'power cut') break;
        cuts++;
        expect(await sortCopy(start, `cut-${changes}`, keep), `after ${changes} changes`).toEqual(expected);
      }
      expect(cuts).toBeGreaterThan(20);
    },
  );

  it('completes after kill -9 what the killed run began', async () => {
    const input = await makeNamedFaceset('killed');
    const { folder: program, remove } = await buildEntries({ sort: 'test/support/stages/sortProgram.ts' });
    const options = JSON.stringify({ input, sortBy: 'face', groupBy: 'face' });
    const killed = spawnSync(process.execPath, [join(program, 'sort.mjs'), options, 'Moving faces']);
    await remove();
    expect(killed.signal).toBe('SIGKILL');
    expect(listFiles(input)).toContain('.sorting/plan.json');
    expect(await run({ input })).toMatchObject({ faces: 10, people: 3 });
    expect(readFrameNumber(input)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(readFrameNumber(join(input, 'person_000'))).toEqual(listFramesWith(1));
  });

  it('separates three people of the sample photos without a mistake, in slightly different light and at slightly different angles', async () => {
    const [input, output] = [join(folder, 'photos'), join(folder, 'photo-faces')];
    await mkdir(input);
    for (const [person, face] of [2, 3, 5].map((index) => sampleFaces[index]!).entries())
      for (const [take, { angle, brightness, share }] of takes.entries())
        await writeFile(
          join(input, `person${person}_${take}.jpg`),
          await cutSampleFace(face, share).rotate(angle).modulate({ brightness }).resize(640).jpeg().toBuffer(),
        );
    await extract({ input, output }, createJobContext());
    const found = listFiles(output).filter((name) => name.endsWith('.png'));
    expect(found).toHaveLength(3 * takes.length);
    expect(await run({ input: output })).toMatchObject({ faces: found.length, people: 3, unknown: 0 });
    for (const folderName of ['person_000', 'person_001', 'person_002']) {
      const people = listFiles(join(output, folderName)).map((name) => /person\d_/.exec(name)?.[0]);
      expect(new Set(people).size, folderName).toBe(1);
    }
  });

  it.skipIf(!hasSharedData)(`separates two people of real videos without a mistake${skippedNote}`, async () => {
    const output = join(folder, 'real');
    for (const [video, every] of [
      ['talk_woman_coat', 25],
      ['talk_man_beard', 50],
    ] as const) {
      const input = join(sharedData, 'video', `${video}_1080x1920.mp4`);
      await extract({ input, output, every, alignments: join(folder, `${video}.fsa`) }, createJobContext());
    }
    const found = listFiles(output).length;
    const summary = await run({ input: output });
    expect(summary).toMatchObject({ faces: found, people: 2, unknown: 0, described: found });
    for (const person of ['person_000', 'person_001']) {
      const names = listFiles(join(output, person));
      expect(new Set(names.map((name) => name.slice(7, 17))).size, person).toBe(1);
      const { face } = await readFaceHeader(join(output, person, names[0]!));
      expect(face.identity.face_api_128).toHaveLength(128);
    }
    expect((await run({ input: output })).described).toBe(0);
  });

  /** Sorts a copy of `start`, made unless it is there, and tells where its faces are then. */
  async function sortCopy(start: string, name: string, keep: boolean): Promise<readonly string[]> {
    const input = join(folder, `${name}-${keep}`);
    const output = keep ? join(folder, `${name}-${keep}-output`) : input;
    if (listFiles(input).length === 0) await cp(start, input, { recursive: true });
    await run({ input, output, keep }).catch((error: Error) => {
      if (!/earlier sort/.test(error.message)) throw error; // it was complete: only its empty folder was left
    });
    const files = await readFacesetLines(output);
    expect(await readFacesetLines(input)).toEqual(keep ? await readFacesetLines(start) : files);
    expect(listFiles(output)).toHaveLength(files.length);
    return files;
  }

  /** How like each face, in the order of the names, is to the mean of its folder. */
  async function measureTypicality(person: string): Promise<number[]> {
    const headers = await Promise.all(listFiles(person).map((name) => readFaceHeader(join(person, name))));
    const vectors = headers.map(({ face }) => normalize(face.identity.made!));
    const mean = vectors[0]!.map((_, i) => vectors.reduce((sum, vector) => sum + vector[i]!, 0));
    return vectors.map((vector) => vector.reduce((sum, value, i) => sum + value * mean[i]!, 0));
  }

  function normalize(vector: readonly number[]): number[] {
    return vector.map((value) => value / Math.hypot(...vector));
  }
});
