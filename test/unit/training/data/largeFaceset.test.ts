import { link, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FaceLoaderOptions, openFaceLoader } from '../../../../src/training/data/faceLoader';
import type { FaceBatch } from '../../../../src/training/data/loaderProtocol';
import { buildEntries, loaderEntry } from '../../../support/training/buildEntries';
import { createGeometry } from '../../../support/training/createGeometry';
import { writeFaces } from '../../../support/training/syntheticFaces';

const faceCount = 3000;

let work: string;
let build: Awaited<ReturnType<typeof buildEntries>>;
let options: FaceLoaderOptions;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'large-faceset-'));
  build = await buildEntries(loaderEntry);
  const originals = await writeFaces(join(work, 'few'), 6, 64);
  const many = join(work, 'many');
  await mkdir(many);
  for (let i = 0; i < faceCount; i++) await link(originals[i % 6]!, join(many, `face_${i}_0.png`));
  options = {
    folderA: many,
    folderB: many,
    batchSize: 16,
    geometry: createGeometry(16),
    seed: 3,
    loaderModule: join(build.folder, 'loader.mjs'),
  };
});

afterAll(async () => {
  await build.remove();
  await rm(work, { recursive: true, force: true });
});

async function readBatches(startIteration: number, count: number, extra: Partial<FaceLoaderOptions> = {}) {
  const loader = await openFaceLoader({ ...options, ...extra, startIteration });
  try {
    expect(loader.faceCount).toEqual({ a: faceCount, b: faceCount });
    const made: FaceBatch[] = [];
    while (made.length < count) made.push(await loader.next());
    return made;
  } finally {
    await loader.close();
  }
}

it('thousands of faces give the same batches with little memory, and from the middle of the second epoch on', async () => {
  const twentySamples = { cacheBytes: 20 * 6 * 16 * 16, sampleFolder: join(work, 'samples') };
  const middle = Math.floor((1.5 * faceCount) / options.batchSize);
  const [first, next] = [await readBatches(middle, 3), await readBatches(middle + 1, 2, twentySamples)];
  expect(next).toEqual(first.slice(1));
  expect(await readBatches(middle + 1, 2, twentySamples)).toEqual(next);
});
