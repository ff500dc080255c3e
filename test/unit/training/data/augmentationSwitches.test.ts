import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AugmentationAmounts,
  defaultAmounts,
  withoutColor,
  withoutFlip,
  withoutWarp,
} from '../../../../src/training/data/augment/augmentation';
import { openBatchBuilder } from '../../../../src/training/data/batchBuilder';
import { openSampleReader } from '../../../../src/training/data/sampleReader';
import { createGeometry } from '../../../support/training/createGeometry';
import { writeFaces } from '../../../support/training/syntheticFaces';

const size = 32;
const pixels = size * size * 3;
const geometry = createGeometry(size);
const batchSize = 24;

let folder: string;
let file: string;
/** The face as it is, and mirrored: [size, size, 3]. */
let plain: Uint8Array;
let mirrored: Uint8Array;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switches-'));
  [file = ''] = await writeFaces(folder, 1, 128);
  const sampler = await openSampleReader(size, geometry);
  const { face } = await sampler.read(file);
  await sampler.release();
  const getValue = (x: number, y: number, c: number) => face[(c * size + y) * size + x]!;
  const locate = (i: number) => [Math.floor(i / 3) % size, Math.floor(i / 3 / size), i % 3] as const;
  plain = Uint8Array.from({ length: pixels }, (_, i) => getValue(...locate(i)));
  mirrored = Uint8Array.from({ length: pixels }, (_, i) => {
    const [x, y, c] = locate(i);
    return getValue(size - 1 - x, y, c);
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A batch of the one face under all augmentation but what `left out` takes away. */
async function augmentWithout(...leftOut: readonly Partial<AugmentationAmounts>[]) {
  const amounts = Object.assign({}, defaultAmounts, ...leftOut) as AugmentationAmounts;
  const maker = await openBatchBuilder(
    { filesA: [file], filesB: [file], batchSize, geometry, amounts, seed: 2, cacheBytes: 2 ** 20 },
    () => undefined,
  );
  const { a } = await maker.build(0);
  await maker.release();
  const splitFaces = (all: Uint8Array) =>
    Array.from({ length: batchSize }, (_, i) => all.slice(i * pixels, (i + 1) * pixels));
  return { inputs: splitFaces(a.input), targets: splitFaces(a.target) };
}

const unmoved = { zoomAmount: 0, rotationRange: 0, shiftRange: 0 };
const isAnyIn = (picture: Uint8Array, ...allowed: readonly Uint8Array[]) =>
  allowed.some((one) => Buffer.compare(one, picture) === 0);

describe('the switches of training', () => {
  it('no-warp: the input equals the target, for both kinds of warp', async () => {
    const { inputs, targets } = await augmentWithout(withoutWarp);
    expect(inputs).toEqual(targets);
    expect(await augmentWithout({ warpToLandmarks: true }, withoutWarp)).toEqual({ inputs, targets });
    const warped = await augmentWithout();
    expect(warped.targets).toEqual(targets);
    expect(warped.inputs.some((input, i) => isAnyIn(input, warped.targets[i]!))).toBe(false);
  });

  it('no-augment-color: every face keeps its colors, flipped or not', async () => {
    const { targets } = await augmentWithout(withoutColor, unmoved);
    expect(targets.every((target) => isAnyIn(target, plain, mirrored))).toBe(true);
    const colored = await augmentWithout(unmoved);
    expect(colored.targets.some((target) => isAnyIn(target, plain, mirrored))).toBe(false);
  });

  it('no-flip: no face is flipped; without it about half are', async () => {
    const { targets } = await augmentWithout(withoutFlip, withoutColor, unmoved);
    expect(targets.every((target) => isAnyIn(target, plain))).toBe(true);
    const flipped = await augmentWithout(withoutColor, unmoved);
    const count = flipped.targets.filter((target) => isAnyIn(target, mirrored)).length;
    expect(count).toBeGreaterThan(batchSize / 4);
    expect(count).toBeLessThan((3 * batchSize) / 4);
  });

  it('all of them: target and input equal the face', async () => {
    const { inputs, targets } = await augmentWithout(withoutFlip, withoutColor, withoutWarp, unmoved);
    for (const picture of [...inputs, ...targets]) expect(Buffer.compare(picture, plain)).toBe(0);
  });
});
