import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alignFace, type Centering, computeCropMatrix } from '../../../../src/faces/alignment';
import { readLandmarks } from '../../../../src/faces/landmarks';
import { invert, transformPoint } from '../../../../src/faces/matrix3';
import { replaceFaceHeader } from '../../../../src/facesets/facePng';
import { Random } from '../../../../src/tensor/random';
import type { CropGeometry } from '../../../../src/training/data/cropGeometry';
import { noMaskRefinement } from '../../../../src/training/data/cropGeometry';
import { MaskRefiner } from '../../../../src/training/data/maskRefiner';
import { openSampleReader } from '../../../../src/training/data/sampleReader';
import { selectTrainingFaces } from '../../../../src/training/data/trainingFolder';
import { createFrontalHeader, createNoisePng, writeFaces } from '../../../support/training/syntheticFaces';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stored-masks-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Blobs and some gray values. */
function createMask(size: number, seed: number): Uint8Array {
  const random = new Random(seed);
  const mask = new Uint8Array(size * size);
  for (let blob = 0; blob < 6; blob++) {
    const [x, y, r, v] = [random.integer(size), random.integer(size), 2 + random.integer(6), 5 + random.integer(251)];
    mask.forEach((_, i) => {
      if (Math.hypot((i % size) - x, Math.floor(i / size) - y) < r) mask[i] = v;
    });
  }
  return mask;
}

async function refine(mask: Uint8Array, size: number, refinement: Partial<typeof noMaskRefinement>) {
  const refiner = new MaskRefiner({ ...noMaskRefinement, ...refinement });
  try {
    return await refiner.refine(mask, size);
  } finally {
    await refiner.release();
  }
}

describe('refining a mask', () => {
  const size = 48;
  const mask = createMask(size, 3);

  it.each([
    ['grows', 9, Math.max],
    ['grows', 4.2, Math.max],
    ['shrinks', -10, Math.min],
  ] as const)('%s it by a disc of %d percent of its edge', async (_, dilationPercent, pick) => {
    const radius = (size * Math.abs(dilationPercent)) / 200;
    const expected = mask.map((_value, i) => {
      const [x, y] = [i % size, Math.floor(i / size)];
      const around = mask.filter((_v, k) => Math.hypot((k % size) - x, Math.floor(k / size) - y) <= radius);
      return pick(...around);
    });
    expect(await refine(mask, size, { dilationPercent })).toEqual(expected);
  });

  it('snaps values near 0 and 255', async () => {
    const ramp = Uint8Array.from({ length: 256 }, (_, i) => i);
    const expected = ramp.map((v) => (v < 25.5 ? 0 : v > 229.5 ? 255 : v));
    expect(await refine(ramp, 16, { thresholdPercent: 10 })).toEqual(expected);
  });

  it('blurs it with a Gaussian in proportion to its size, mirrored at the edges', async () => {
    const large = createMask(128, 5);
    const taps = [-2, -1, 0, 1, 2].map((d) => Math.exp((-d * d) / (2 * 1.1 ** 2))); // OpenCV's sigma for 5 taps
    const sum = taps.reduce((total, tap) => total + tap, 0);
    const mirrored = (p: number) => (p < 0 ? -p : p > 127 ? 254 - p : p);
    const soft = await refine(large, 128, { blurKernel: 4 });
    let worst = 0;
    for (let i = 0; i < 128 * 128; i++) {
      let value = 0;
      taps.forEach((a, dy) => {
        taps.forEach((b, dx) => {
          const [x, y] = [mirrored((i % 128) + dx - 2), mirrored(Math.floor(i / 128) + dy - 2)];
          value += (a * b * large[y * 128 + x]!) / sum ** 2;
        });
      });
      worst = Math.max(worst, Math.abs(soft[i]! - value));
    }
    expect(worst).toBeLessThan(0.51);
    expect(await refine(large, 128, { blurKernel: 0 })).toEqual(large);
  });
});

interface Stored {
  readonly pixels: Uint8Array;
  readonly size: number;
  readonly centering: string;
}

async function writeFaceWithMask(name: string, { pixels, size, centering }: Stored, faceSize = 128): Promise<string> {
  const header = createFrontalHeader();
  const mask = {
    mask: deflateSync(pixels),
    affineMatrix: [],
    interpolator: 1,
    storedSize: size,
    storedCentering: centering,
  };
  const file = join(folder, name);
  const record = { ...header.face, mask: { 'unet-dfl': mask } };
  await writeFile(file, replaceFaceHeader(await createNoisePng(9, faceSize), { ...header, face: record }));
  return file;
}

async function readSample(file: string, size: number, framing: Partial<CropGeometry>) {
  const whole = { centering: 'head', coverage: 1, verticalOffset: 0, maskType: 'unet-dfl' } as const;
  const sampler = await openSampleReader(size, { ...whole, ...framing });
  try {
    return await sampler.read(file);
  } finally {
    await sampler.release();
  }
}

describe('a stored mask', () => {
  it('of the same centering is cut and resized with the face', async () => {
    const size = 128;
    const noise = await sharp(await createNoisePng(9, size))
      .raw()
      .toBuffer();
    const red = Uint8Array.from({ length: size * size }, (_, i) => noise[3 * i]!);
    const file = await writeFaceWithMask('same.png', { pixels: red, size, centering: 'head' });
    for (const framing of [{}, { centering: 'face', coverage: 0.875 }, { verticalOffset: 0.2 }] as const) {
      const { face, masks } = await readSample(file, 40, framing);
      expect(masks.subarray(0, 1600)).toEqual(face.subarray(0, 1600));
    }
  });

  it.each(['face', 'head', 'legacy'] as Centering[])('of centering %s is aligned with the face', async (centering) => {
    const aligned = alignFace(readLandmarks(createFrontalHeader().face.landmarks));
    /** A slope over the frame, in its pixels. */
    const slope = (x: number, y: number) => Math.min(255, Math.max(0, 60 + 0.9 * x + 0.5 * y));
    const size = 128;
    const toFrame = invert(computeCropMatrix(aligned, { size, centering }));
    const pixels = Uint8Array.from({ length: size * size }, (_, i) =>
      Math.round(slope(...transformPoint(toFrame, i % size, Math.floor(i / size)))),
    );
    const file = await writeFaceWithMask(`${centering}.png`, { pixels, size, centering });
    const framing = { centering: 'face', coverage: 0.6, verticalOffset: 0 } as const;
    const { masks } = await readSample(file, 64, framing);
    const cropToFrame = invert(computeCropMatrix(aligned, { ...framing, size: 64 }));
    let worst = 0;
    for (let i = 0; i < 64 * 64; i++)
      worst = Math.max(worst, Math.abs(masks[i]! - slope(...transformPoint(cropToFrame, i % 64, Math.floor(i / 64)))));
    // The square is whole pixels of the mask, 2.1 pixels of the frame each: so far off along either slope.
    expect(worst).toBeLessThan(2.1 * (0.9 + 0.5));
  });

  it('is refined with the options', async () => {
    const size = 64;
    const pixels = new Uint8Array(size * size).fill(250, size * 20, size * 40);
    const file = await writeFaceWithMask('refined.png', { pixels, size, centering: 'head' });
    const maskRefinement = { dilationPercent: 5, blurKernel: 0, thresholdPercent: 4 };
    const { masks } = await readSample(file, size, { maskRefinement });
    const rows = Array.from({ length: size }, (_, y) => masks[y * size + 30]!);
    expect(rows.map((v, y) => (v > 0 ? y : -1)).filter((y) => y >= 0)).toEqual(
      Array.from({ length: 22 }, (_, i) => 19 + i),
    );
    expect(new Set(rows)).toEqual(new Set([0, 255]));
  });

  it('that is missing is reported, with the first face without it', async () => {
    const has = await writeFaceWithMask('has.png', { pixels: new Uint8Array(256), size: 16, centering: 'face' });
    const [without = ''] = await writeFaces(join(folder, 'without'), 1);
    const sentence = /face_000_0\.png has no mask unet-dfl/;
    await expect(selectTrainingFaces(join(folder, 'without'), 'unet-dfl')).rejects.toThrow(sentence);
    await copyFile(has, join(folder, 'without', 'has.png'));
    const { files, warnings } = await selectTrainingFaces(join(folder, 'without'), 'unet-dfl');
    expect([files.length, warnings]).toEqual([1, [expect.stringMatching(sentence)]]);
    expect((await selectTrainingFaces(join(folder, 'without'), 'extended')).files).toHaveLength(2);
    await expect(readSample(without, 32, {})).rejects.toThrow(/has no mask unet-dfl/);
  });

  it('that is damaged is reported, whatever the damage', async () => {
    const bad: [string, Stored][] = [
      ['short', { pixels: new Uint8Array(200), size: 16, centering: 'face' }],
      ['long', { pixels: new Uint8Array(2 ** 20), size: 16, centering: 'face' }],
      ['huge', { pixels: new Uint8Array(9), size: 100_000, centering: 'face' }],
      ['odd', { pixels: new Uint8Array(256), size: 16, centering: 'nose' }],
    ];
    for (const [name, stored] of bad) {
      const file = await writeFaceWithMask(`${name}.png`, stored);
      await expect(readSample(file, 32, {})).rejects.toThrow(new RegExp(`mask unet-dfl in .*${name}\\.png is damaged`));
    }
  });
});

it('a drawn mask only grows and shrinks by the dilation', async () => {
  const [file = ''] = await writeFaces(join(folder, 'drawn'), 1);
  const measureArea = async (dilationPercent: number) => {
    const maskRefinement = { dilationPercent, blurKernel: 9, thresholdPercent: 50 };
    const { masks } = await readSample(file, 64, { maskType: 'extended', maskRefinement });
    return masks.subarray(0, 64 * 64).reduce((sum, v) => sum + v, 0);
  };
  const [smaller, same, larger] = [await measureArea(-5), await measureArea(0), await measureArea(5)];
  const { masks } = await readSample(file, 64, { maskType: 'extended' });
  expect(same).toBe(masks.subarray(0, 64 * 64).reduce((sum, v) => sum + v, 0));
  expect(smaller).toBeLessThan(same);
  expect(larger).toBeGreaterThan(same);
});
