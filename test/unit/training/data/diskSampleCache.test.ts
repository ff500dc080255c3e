import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { prepareDiskCache } from '../../../../src/training/data/diskCacheSpace';
import { DiskSampleCache } from '../../../../src/training/data/diskSampleCache';
import type { Sample } from '../../../../src/training/data/sampleReader';
import { createGeometry } from '../../../support/training/createGeometry';

const size = 8;
const geometry = createGeometry(size);

let work: string;
let root: string;
let file: string;
let runs = 0;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'sample-store-'));
  file = join(work, 'face_0.png');
});

beforeEach(async () => {
  root = join(work, `samples-${runs++}`);
  await writeFile(file, 'a face');
});

afterAll(() => rm(work, { recursive: true, force: true }));

function createSample(seed: number): Sample {
  const planes = (shift: number) =>
    Uint8Array.from({ length: 3 * size * size }, (_, i) => (i * 7 + seed + shift) % 256);
  return { face: planes(0), masks: planes(99), landmarks: Float32Array.from({ length: 136 }, (_, i) => i / 3 + seed) };
}

/** Returns the sample that a new cache gives for the face, and how often it was created. */
async function readThroughCache(seed: number, { framing = geometry, share = 1, folder = root, path = file } = {}) {
  const store = new DiskSampleCache({ root: folder, share }, size, framing);
  let made = 0;
  const make = () => {
    made++;
    return Promise.resolve(createSample(seed));
  };
  return { sample: await store.getSample(path, make), made };
}

async function findRecordFile(): Promise<string> {
  const [set = ''] = await readdir(root);
  const [name = ''] = await readdir(join(root, set));
  return join(root, set, name);
}

describe('samples on disk', () => {
  it('are created once and then read', async () => {
    expect(await readThroughCache(1)).toEqual({ sample: createSample(1), made: 1 });
    expect(await readThroughCache(2)).toEqual({ sample: createSample(1), made: 0 });
  });

  it('are created again when the content or only the time of the face has changed', async () => {
    await readThroughCache(1);
    await writeFile(file, 'another face');
    expect(await readThroughCache(2)).toEqual({ sample: createSample(2), made: 1 });
    await utimes(file, new Date(), new Date(Date.now() + 5000));
    expect(await readThroughCache(3)).toEqual({ sample: createSample(3), made: 1 });
    expect((await readThroughCache(4)).made).toBe(0);
  });

  it('differ for another crop or another mask', async () => {
    await readThroughCache(1);
    const maskRefinement = { dilationPercent: 2, blurKernel: 3, thresholdPercent: 4 };
    for (const change of [{ coverage: 0.8 }, { centering: 'head' }, { maskType: 'none' }, { maskRefinement }] as const)
      expect((await readThroughCache(2, { framing: { ...geometry, ...change } })).made).toBe(1);
    expect((await readThroughCache(3)).made).toBe(0);
  });

  it('that are damaged are created again', async () => {
    await readThroughCache(1);
    const path = await findRecordFile();
    const whole = await readFile(path);
    const flipped = Buffer.from(whole);
    flipped[700]! ^= 1;
    for (const bytes of [flipped, whole.subarray(0, 400), Buffer.alloc(whole.length), Buffer.alloc(0)]) {
      await writeFile(path, bytes);
      expect(await readThroughCache(5)).toEqual({ sample: createSample(5), made: 1 });
      expect((await readThroughCache(6)).made).toBe(0);
    }
  });

  it('are skipped where they cannot be written', async () => {
    const folder = join(file, 'samples'); // below a file
    expect((await readThroughCache(1, { folder })).made).toBe(1);
    expect((await readThroughCache(2, { folder })).sample).toEqual(createSample(2));
    await expect(prepareDiskCache(folder, [{ folder: work, count: 3 }], geometry)).resolves.toBeDefined();
  });

  it('are kept for as many faces as fit', async () => {
    const record = 16 + 4 * 136 + 6 * size * size + 4;
    const { share } = await prepareDiskCache(root, [{ folder: work, count: 200 }], geometry, 50 * record);
    expect(share).toBeCloseTo(0.25);
    for (let i = 0; i < 200; i++) {
      const path = join(work, `many_${i}.png`);
      await writeFile(path, 'x');
      await readThroughCache(1, { share, path });
    }
    const [set = ''] = await readdir(root);
    const kept = (await readdir(join(root, set))).filter((name) => name !== 'faces.txt');
    expect(kept.length).toBeGreaterThan(30);
    expect(kept.length).toBeLessThan(70);
    expect((await stat(join(root, set, kept[0]!))).size).toBe(record);
  });

  it('of the facesets that were unused for longest are removed for a new one', async () => {
    const record = 16 + 4 * 136 + 6 * size * size + 4;
    const crops = [0.5, 0.6, 0.7, 0.8].map((coverage) => ({ ...geometry, coverage }));
    const sets: string[] = [];
    for (const [age, framing] of crops.entries()) {
      await prepareDiskCache(root, [{ folder: work, count: 1 }], framing, 2 ** 20);
      await readThroughCache(1, { framing });
      const [set = ''] = (await readdir(root)).filter((name) => !sets.includes(name));
      sets.push(set);
      await utimes(join(root, set), new Date(), new Date(Date.now() - (10 - age) * 60_000));
    }
    // A faceset takes the bytes of its samples and of the record of its folder: there is space for its own and two more.
    await prepareDiskCache(root, [{ folder: work, count: 1 }], crops[0]!, 5 * record);
    expect((await readdir(root)).sort()).toEqual([sets[0], sets[2], sets[3]].sort());
    expect((await readThroughCache(2, { framing: crops[0]! })).made).toBe(0);
  });

  it('are removed when their faces no longer exist', async () => {
    const faces = join(work, 'short-lived');
    await mkdir(faces);
    await prepareDiskCache(root, [{ folder: faces, count: 1 }], geometry, 2 ** 20);
    await prepareDiskCache(root, [{ folder: work, count: 1 }], geometry, 2 ** 20);
    expect(await readdir(root)).toHaveLength(2);
    await rm(faces, { recursive: true });
    await prepareDiskCache(root, [{ folder: work, count: 1 }], geometry, 2 ** 20);
    expect(await readdir(root)).toHaveLength(1);
  });

  it('leave no temporary files of a killed process', async () => {
    await readThroughCache(1);
    const folder = join(await findRecordFile(), '..');
    await writeFile(join(folder, '.0a1b2c3d.part-x'), 'half');
    await mkdir(join(root, 'not-a-set'), { recursive: true });
    await prepareDiskCache(root, [{ folder: work, count: 1 }], geometry, 2 ** 20);
    expect((await readdir(folder)).filter((name) => name.includes('.part-'))).toEqual([]);
  });
});
