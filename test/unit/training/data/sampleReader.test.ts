import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alignFace, type Centering, computeCropMatrix } from '../../../../src/faces/alignment';
import { readLandmarks } from '../../../../src/faces/landmarks';
import { transformPoints } from '../../../../src/faces/matrix3';
import { replaceFaceHeader } from '../../../../src/facesets/facePng';
import { Random } from '../../../../src/tensor/random';
import { MemorySampleCache } from '../../../../src/training/data/memorySampleCache';
import { openSampleReader, type Sample } from '../../../../src/training/data/sampleReader';
import { computeCropSquare, computeTrainingCrop } from '../../../../src/training/data/trainingCrop';
import {
  createFrontalHeader,
  createFrontalLandmarks,
  createNoisePng,
  writeFaces,
} from '../../../support/training/syntheticFaces';

const stored = 512;
let folder: string;
let file: string;
let pixels: Uint8Array;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampler-'));
  [file = ''] = await writeFaces(folder, 1, stored);
  pixels = await sharp(file).raw().toBuffer();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function readSample(
  path: string,
  size: number,
  framing: Parameters<typeof openSampleReader>[1],
): Promise<Sample> {
  const sampler = await openSampleReader(size, framing);
  try {
    return await sampler.read(path);
  } finally {
    await sampler.release();
  }
}

const whole = { centering: 'head', coverage: 1, verticalOffset: 0, maskType: 'none' } as const;

describe('a training sample', () => {
  it('is the stored face itself at full coverage', async () => {
    const { face, masks } = await readSample(file, stored, whole);
    const planes = pixels.map((_, i) => pixels[(i % stored ** 2) * 3 + Math.floor(i / stored ** 2)]!);
    expect(Buffer.compare(face, planes)).toBe(0);
    expect(masks.subarray(0, stored ** 2).every((v) => v === 255)).toBe(true);
  });

  it('averages the pixels of the square that centering and coverage select', async () => {
    const size = 56; // a sixth of the square's 336 pixels
    const { face } = await readSample(file, size, { ...whole, centering: 'face', coverage: 0.875 });
    const square = computeCropSquare(alignFace(readLandmarks(createFrontalHeader().face.landmarks)), stored, {
      ...whole,
      centering: 'face',
      coverage: 0.875,
    });
    expect(square.edge).toBe(336);
    for (const [x, y, c] of [
      [0, 0, 0],
      [55, 0, 1],
      [20, 40, 2],
      [55, 55, 0],
    ] as const) {
      let sum = 0;
      for (let i = 0; i < 36; i++) {
        const [px, py] = [square.left + x * 6 + (i % 6), square.top + y * 6 + Math.floor(i / 6)];
        sum += pixels[(py * stored + px) * 3 + c]!;
      }
      expect(Math.abs(face[(c * size + y) * size + x]! - sum / 36)).toBeLessThanOrEqual(0.51);
    }
  });

  it('is black beyond the stored face', async () => {
    const { face } = await readSample(file, stored, { ...whole, verticalOffset: 0.25 });
    const black = Math.round(0.25 * 192);
    expect(face.subarray(0, black * stored).every((v) => v === 0)).toBe(true);
    expect(face[black * stored + 9]).toBe(pixels[9 * 3]);
  });

  it('has blurred masks of eyes and mouth inside the face', async () => {
    const size = 128;
    const { masks } = await readSample(file, size, { ...whole, centering: 'face', maskType: 'extended' });
    const [face, eyes, mouth] = [0, 1, 2].map((c) => masks.subarray(c * size ** 2, (c + 1) * size ** 2));
    const measureArea = (mask: Uint8Array) => mask.reduce((sum, v) => sum + v / 255, 0) / size ** 2;
    const findCenterY = (mask: Uint8Array) =>
      mask.reduce((sum, v, i) => sum + (v / 255) * Math.floor(i / size), 0) / (measureArea(mask) * size ** 2);
    expect(measureArea(face!)).toBeGreaterThan(10 * measureArea(eyes!));
    expect(measureArea(mouth!)).toBeGreaterThan(0.005);
    expect(findCenterY(eyes!)).toBeLessThan(findCenterY(mouth!) - size / 8);
    expect(new Set(eyes).size).toBeGreaterThan(20);
  });

  it('is rejected for an image that extract cannot have written', async () => {
    const wide = join(folder, 'wide.png');
    const png = await sharp(await createNoisePng(1, 64))
      .resize(64, 32, { fit: 'fill' })
      .png()
      .toBuffer();
    await writeFile(wide, replaceFaceHeader(png, createFrontalHeader()));
    await expect(readSample(wide, 32, whole)).rejects.toThrow(/wide\.png is not square/);
    const odd = join(folder, 'odd.png');
    const header = createFrontalHeader();
    const landmarks = header.face.landmarks.map(() => [5, 5]);
    await writeFile(
      odd,
      replaceFaceHeader(await createNoisePng(1, 64), { ...header, face: { ...header.face, landmarks } }),
    );
    await expect(readSample(odd, 32, whole)).rejects.toThrow(/landmarks in .*odd\.png/);
  });
});

it('the training crop is what convert cuts out of the frame, within a pixel of the stored face', () => {
  const random = new Random(4);
  for (let i = 0; i < 30; i++) {
    const pairs = createFrontalLandmarks().map(([x, y]) => [
      x * 180 + 300 + random.normal() * 3,
      y * 180 + 200 + random.normal() * 3,
    ]);
    const centering = (['legacy', 'face', 'head'] as Centering[])[i % 3]!;
    const framing = { centering, coverage: 0.75 + 0.05 * (i % 6), verticalOffset: 0.02 * (i % 4) };
    const crop = computeTrainingCrop(pairs, stored, framing, 256);
    const face = alignFace(readLandmarks(pairs));
    const expected = transformPoints(computeCropMatrix(face, { ...framing, size: 256 }), readLandmarks(pairs));
    const worst = Math.max(...expected.map((v, k) => Math.abs(v - crop.landmarks[k]!)));
    expect(worst).toBeLessThan((1.5 * 256) / crop.square.edge + 1);
  }
});

it('the cache keeps as many samples as its bytes allow, and never drops them', async () => {
  const reads: string[] = [];
  const sample = { face: new Uint8Array(5), masks: new Uint8Array(5), landmarks: new Float32Array(0) };
  const readNamed = (name: string) => {
    reads.push(name);
    return Promise.resolve(sample);
  };
  const cache = new MemorySampleCache(readNamed, 10, 35);
  for (let round = 0; round < 3; round++) for (const name of ['a', 'b', 'c', 'd', 'e']) await cache.get(name);
  expect(reads.join('')).toBe('abcde' + 'de' + 'de');
});
