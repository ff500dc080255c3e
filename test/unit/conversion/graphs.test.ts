import { describe, expect, it } from 'vitest';
import { avgColor } from '../../../src/conversion/color/avgColor';
import { buildCubicEnlargement } from '../../../src/conversion/cubicEnlargement';
import { openFaceCropper } from '../../../src/conversion/faceCrop';
import {
  blendMask,
  computeBlurReach,
  computeEdgeFade,
  type MaskBlendSettings,
} from '../../../src/conversion/maskBlend';
import { invert, multiply, rotation, scaling, transformPoint, translation } from '../../../src/faces/matrix3';
import { createTensor, openSession } from '../../../src/runtime/session';
import { OnnxBuilder, type OnnxValue } from '../../../src/tensor/onnx/builder';
import { Random } from '../../../src/tensor/random';
import { createPicture } from '../../support/conversion/syntheticFace';

async function run(
  inputs: Readonly<Record<string, { data: Float32Array; shape: number[] }>>,
  build: (builder: OnnxBuilder, ...values: OnnxValue[]) => OnnxValue,
): Promise<Float32Array> {
  const builder = new OnnxBuilder('test');
  const values = Object.entries(inputs).map(([name, { shape }]) => builder.input(name, 'float32', shape));
  builder.output(build(builder, ...values), 'float32', undefined, 'out');
  const session = await openSession(builder.bytes());
  const feeds = Object.entries(inputs).map(
    ([name, { data, shape }]) => [name, createTensor('float32', data, shape)] as const,
  );
  const results = await session.run(Object.fromEntries(feeds));
  const out = (results.out ?? Object.values(results)[0])!.data as Float32Array;
  await session.release();
  return out.slice();
}

const size = 64;
const blend = { blur: 'normalized', kernelSize: 3, passes: 4, threshold: 4 } as const;

function runMaskBlend(mask: Float32Array, settings: MaskBlendSettings = blend): Promise<Float32Array> {
  return run({ mask: { data: mask, shape: [size, size] } }, (builder, value) =>
    blendMask(builder, value!, size, settings),
  );
}

const disc = Float32Array.from({ length: size * size }, (_, i) =>
  Math.hypot((i % size) - 31.5, Math.floor(i / size) - 31.5) < 16 ? 1 : 0,
);

describe('a blended mask', () => {
  it.each([blend, { ...blend, blur: 'gaussian', kernelSize: 5 }] as const)(
    'of %j falls steadily from 1 to 0 across its border, and not beyond its stated reach',
    async (settings) => {
      const mask = await runMaskBlend(disc, settings);
      const row = mask.subarray(32 * size, 33 * size);
      for (let x = 1; x <= 31; x++) expect(row[x]!).toBeGreaterThanOrEqual(row[x - 1]!);
      for (let x = 33; x < size; x++) expect(row[x]!).toBeLessThanOrEqual(row[x - 1]!);
      expect(row[31]).toBe(1);
      expect(row.filter((value) => value > 0 && value < 1).length).toBeGreaterThanOrEqual(6);
      for (const [i, value] of mask.entries()) {
        const distance = Math.hypot((i % size) - 31.5, Math.floor(i / size) - 31.5);
        if (distance > 16 + Math.SQRT2 * computeBlurReach(settings)) expect(value).toBe(0);
      }
    },
  );

  it('has no values near 0 or 1, and is unchanged without blur', async () => {
    for (const value of await runMaskBlend(disc))
      expect(value === 0 || value === 1 || (value > 0.039 && value < 0.961)).toBe(true);
    const sharp = await runMaskBlend(disc, { ...blend, blur: 'none' });
    const row = sharp.subarray(32 * size, 33 * size);
    expect([...row]).toEqual([...disc.subarray(32 * size, 33 * size)]);
  });

  it('of the whole patch fades out over its edge', async () => {
    const mask = await runMaskBlend(new Float32Array(size * size).fill(1));
    const fade = computeEdgeFade(size);
    expect([...mask.subarray(32 * size, 33 * size)].map((v) => Math.round(v * 1e4))).toEqual(
      [...fade].map((v) => Math.round(v * 1e4)),
    );
    expect([fade[0], fade[32], fade[size - 1]]).toEqual([0, 1, 0]);
    for (let i = 1; i <= 32; i++) expect(fade[i]!).toBeGreaterThanOrEqual(fade[i - 1]!);
    expect([...fade].reverse().map((v) => v.toFixed(5))).toEqual([...fade].map((v) => v.toFixed(5)));
  });
});

describe('matching of colors', () => {
  const random = new Random(7);
  const createColors = (low: number, high: number) =>
    Float32Array.from({ length: 16 * 16 * 3 }, () => random.uniform(low, high));
  const weight = Float32Array.from({ length: 256 }, () => random.next());
  const computeWeightedMean = (values: Float32Array, channel: number) => {
    let [sum, total] = [0, 0];
    for (const [i, w] of weight.entries()) {
      sum += w * values[3 * i + channel]!;
      total += w;
    }
    return sum / total;
  };
  const match = (face: Float32Array, reference: Float32Array) => {
    const shape = [16, 16, 3];
    const inputs = {
      face: { data: face, shape },
      reference: { data: reference, shape },
      weight: { data: weight, shape: [16, 16, 1] },
    };
    return run(inputs, (builder, ...values) =>
      avgColor.adjust(builder, { face: values[0]!, reference: values[1]!, weight: values[2]! }),
    );
  };

  it('gives each channel the mean of the reference under the mask, and keeps its differences', async () => {
    const [face, reference] = [createColors(80, 120), createColors(100, 160)];
    const matched = await match(face, reference);
    for (const channel of [0, 1, 2]) {
      expect(computeWeightedMean(matched, channel)).toBeCloseTo(computeWeightedMean(reference, channel), 2);
      expect(matched[30 + channel]! - matched[channel]!).toBeCloseTo(face[30 + channel]! - face[channel]!, 2);
    }
  });

  it('clips at the range of pixels, and corrects most of the error in its second pass', async () => {
    const [face, reference] = [createColors(0, 255), createColors(230, 255)];
    const matched = await match(face, reference);
    expect(Math.max(...matched)).toBeLessThanOrEqual(255);
    const once = face.map((value, i) =>
      Math.min(255, value + computeWeightedMean(reference, i % 3) - computeWeightedMean(face, i % 3)),
    );
    for (const channel of [0, 1, 2]) {
      const goal = computeWeightedMean(reference, channel);
      expect(Math.abs(computeWeightedMean(matched, channel) - goal)).toBeLessThan(
        Math.abs(computeWeightedMean(once, channel) - goal),
      );
    }
  });
});

describe('a face’s crop', () => {
  it.each([0.9, 2.3, 7.9])(
    'shows a color gradient where the map says, at %s frame pixels per pixel',
    async (framePixels) => {
      const frame = createPicture(640, 600, (x, y) => [x / 4, y / 4, 100]);
      const turn = multiply(translation(320, 300), rotation(0.4), scaling(framePixels), translation(-16, -16));
      const cropper = openFaceCropper();
      const crop = await cropper.crop(frame, invert(turn), 32);
      await cropper.release();
      for (let y = 0; y < 32; y++)
        for (let x = 0; x < 32; x++) {
          const [frameX, frameY] = transformPoint(turn, x, y);
          const at = (y * 32 + x) * 3;
          expect(Math.abs(crop[at]! - frameX / 4)).toBeLessThan(1.1);
          expect(Math.abs(crop[at + 1]! - frameY / 4)).toBeLessThan(1.1);
          expect(crop[at + 2]).toBe(100);
        }
    },
  );

  it('averages pixels when it shrinks: a fine checkerboard becomes gray', async () => {
    const board = createPicture(400, 400, (x, y) => Array(3).fill((x + y) % 2 ? 255 : 0));
    const cropper = openFaceCropper();
    const crop = await cropper.crop(board, multiply(scaling(1 / 5), translation(-40, -40)), 64);
    await cropper.release();
    for (const value of crop) expect(Math.abs(value - 127.5)).toBeLessThan(12);
  });

  it('is black beyond the frame', async () => {
    const cropper = openFaceCropper();
    const white = createPicture(50, 50, () => [255, 255, 255]);
    const crop = await cropper.crop(white, translation(20, 0), 32);
    const nothing = await cropper.crop(white, translation(500, 0), 32);
    await cropper.release();
    expect([crop[5 * 3], crop[25 * 3]]).toEqual([0, 255]);
    expect(Math.max(...nothing)).toBe(0);
  });
});

describe('an enlargement', () => {
  it('keeps flat areas and reproduces gradients', () => {
    const weights = buildCubicEnlargement(12, 4);
    const value = (i: number, of: (j: number) => number) =>
      Array.from({ length: 12 }, (_, j) => weights[i * 12 + j]! * of(j)).reduce((a, b) => a + b);
    for (let i = 0; i < 48; i++) expect(value(i, () => 1)).toBeCloseTo(1, 5);
    for (let i = 8; i < 40; i++) expect(Math.abs(value(i, (j) => j) - ((i + 0.5) / 4 - 0.5))).toBeLessThan(0.1);
  });
});
