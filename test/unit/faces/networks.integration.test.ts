import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { type Box, intersectionOverUnion } from '../../../src/faces/geometry';
import { openFaceNetworks } from '../../../src/faces/networks/faceNetworks';
import { findFaceApiFolder } from '../../../src/faces/networks/weights';
import { readImage } from '../../../src/media/imageFile';
import { hasSharedData, sharedData, skippedNote } from '../../support/faces/sharedData';

const cache = mkdtempSync(join(tmpdir(), 'faceswap-networks-'));
process.env.FACESWAP_CACHE = cache;
afterAll(() => rmSync(cache, { recursive: true, force: true }));

interface OracleFace {
  readonly box: Box;
  readonly score: number;
  readonly landmarks: readonly number[];
  readonly descriptor: readonly number[];
}

describe('the networks', () => {
  it('find, mark and describe faces in the sample photos as face-api itself does', async () => {
    const samples = [1, 2, 3, 4, 5, 6].map((i) => join(findFaceApiFolder(), 'demo', `sample${i}.jpg`));
    expect(await compareWithFaceApi(samples)).toBe(22);
  });

  it.skipIf(!hasSharedData)(`do so in other kinds of photos too${skippedNote}`, async () => {
    const folder = join(sharedData, 'photos');
    const photos = readdirSync(folder).map((name) => join(folder, name));
    expect(await compareWithFaceApi(photos)).toBeGreaterThan(45);
  });

  it('give a batch the same results as each picture alone', async () => {
    const networks = await openFaceNetworks({ threads: 1 });
    const images = await Promise.all([2, 5].map((i) => readImage(join(findFaceApiFolder(), 'demo', `sample${i}.jpg`))));
    const together = await networks.detect(images);
    for (const [i, image] of images.entries()) {
      const [alone] = await networks.detect([image]);
      expect(alone!.length).toBe(together[i]!.length);
      for (const [j, { box }] of alone!.entries())
        expect(intersectionOverUnion(box, together[i]![j]!.box)).toBeGreaterThan(0.999);
    }
    expect(await networks.detect([])).toEqual([]);
    expect(await networks.landmarks(images[0]!, [])).toEqual([]);
    expect(await networks.describe(images[0]!, [])).toEqual([]);
    await networks.release();
  });

  it('accept boxes that reach beyond the edge, and pictures of one pixel', async () => {
    const networks = await openFaceNetworks({ threads: 1 });
    const image = { width: 60, height: 40, pixels: new Uint8Array(60 * 40 * 3).fill(90) };
    const [over, beyond] = await networks.landmarks(image, [
      { x: -10, y: -10, width: 30, height: 70 },
      { x: 100, y: 100, width: 5, height: 5 },
    ]);
    expect([...over!, ...beyond!].every(Number.isFinite)).toBe(true);
    expect(await networks.detect([{ width: 1, height: 1, pixels: new Uint8Array(3) }])).toEqual([[]]);
    await networks.release();
  });

  it('are built again when their cache is damaged', async () => {
    const names = readdirSync(cache).filter((name) => name.endsWith('.onnx'));
    expect(names.length).toBeGreaterThan(0);
    const whole = names.map((name) => readFileSync(join(cache, name)));
    for (const [i, name] of names.entries()) writeFileSync(join(cache, name), whole[i]!.subarray(0, 1000));
    const networks = await openFaceNetworks({ threads: 1 });
    const image = await readImage(join(findFaceApiFolder(), 'demo', 'sample1.jpg'));
    const [found] = await networks.detect([image]);
    expect(found!.length).toBe(3);
    await networks.describe(image, await networks.landmarks(image, [found![0]!.box]));
    await networks.release();
    for (const [i, name] of names.entries()) expect(readFileSync(join(cache, name)).equals(whole[i]!)).toBe(true);
  });
});

/** @returns how many faces were compared. */
async function compareWithFaceApi(photos: readonly string[]): Promise<number> {
  const oracle = await runFaceApi(photos);
  const networks = await openFaceNetworks();
  let compared = 0;
  for (const [i, photo] of photos.entries()) {
    const image = await readImage(photo);
    const [found] = await networks.detect([image]);
    expect(found!.length, photo).toBe(oracle[i]!.length);
    for (const [j, expected] of oracle[i]!.entries()) {
      const face = found![j]!;
      expect(intersectionOverUnion(face.box, expected.box), photo).toBeGreaterThan(0.98);
      expect(face.score).toBeCloseTo(expected.score, 3);
      const [landmarks] = await networks.landmarks(image, [face.box]);
      const furthest = expected.landmarks.reduce((most, at, k) => Math.max(most, Math.abs(at - landmarks![k]!)), 0);
      expect(furthest, photo).toBeLessThan(0.5 * Math.min(1, face.box.width / 150));
      const [descriptor] = await networks.describe(image, [landmarks!]);
      expect(cosine(descriptor!, expected.descriptor), photo).toBeGreaterThan(0.999);
      compared++;
    }
  }
  await networks.release();
  return compared;
}

async function runFaceApi(photos: readonly string[]): Promise<OracleFace[][]> {
  const program = resolve('test/support/faces/faceApiOracle.cjs');
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...photos], { maxBuffer: 2 ** 26 });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as OracleFace[]);
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return dot / Math.sqrt(aa * bb);
}
