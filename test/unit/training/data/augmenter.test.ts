import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/tensor/random';
import {
  type AugmentationAmounts,
  defaultAmounts,
  type FaceAugmentation,
  pickAugmentation,
  withoutColor,
  withoutFlip,
  withoutWarp,
} from '../../../../src/training/data/augment/augmentation';
import { openAugmenter } from '../../../../src/training/data/augment/augmenter';
import { noAugmentation } from '../../../support/training/noAugmentation';

const geometricOnly: AugmentationAmounts = { ...defaultAmounts, ...withoutColor, ...withoutWarp };

/** Smooth planes [3, size, size]: blobs of different place and width. */
function createSmoothPlanes(size: number): Uint8Array {
  return Uint8Array.from({ length: 3 * size * size }, (_, i) => {
    const [c, y, x] = [Math.floor(i / size / size), Math.floor(i / size) % size, i % size];
    return Math.round(127 + 100 * Math.sin((x * (c + 1)) / 11 + c) * Math.cos((y * (3 - c)) / 13));
  });
}

/** [3, size, size] → [size, size, 3]. */
function interleave(planes: Uint8Array, size: number): Uint8Array {
  return planes.map((_, i) => planes[(i % 3) * size * size + Math.floor(i / 3)]!);
}

/** The pixel of `image` [size, size, 3] at (x, y), bilinear; the edge repeats. */
function at(image: Uint8Array, size: number, x: number, y: number, channel: number): number {
  const inside = (p: number) => Math.min(size - 1, Math.max(0, p));
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const pixel = (px: number, py: number) => image[(inside(py) * size + inside(px)) * 3 + channel]!;
  const row = (py: number) => pixel(x0, py) * (1 - (x - x0)) + pixel(x0 + 1, py) * (x - x0);
  return row(y0) * (1 - (y - y0)) + row(y0 + 1) * (y - y0);
}

async function augmentOne(
  face: FaceAugmentation,
  amounts: AugmentationAmounts,
  sizes = { inputSize: 64, outputSize: 64 },
) {
  const augmenter = await openAugmenter(sizes, amounts);
  const planes = createSmoothPlanes(augmenter.size);
  const made = await augmenter.augment(planes, planes, [face]);
  await augmenter.release();
  return { made, source: interleave(planes, augmenter.size), size: augmenter.size };
}

describe('augmentation of a batch', () => {
  it('does not change a face without any augmentation', async () => {
    const { made, source } = await augmentOne(noAugmentation, geometricOnly);
    expect(made.target).toEqual(source);
    expect(made.input).toEqual(source);
    expect(made.masks).toEqual(source);
  });

  it('shrinks each result by averaging the pixels that each new one covers', async () => {
    const { made, source } = await augmentOne(noAugmentation, geometricOnly, { inputSize: 32, outputSize: 96 });
    expect(made.target).toEqual(source);
    const mean = source.filter((_, i) => i % 3 === 1 && Math.floor(i / 3 / 96) < 3 && Math.floor(i / 3) % 96 < 3);
    expect(made.input[1]).toBe(Math.round(mean.reduce((sum, v) => sum + v, 0) / 9));
    expect(made.input).toHaveLength(32 * 32 * 3);
  });

  it('flips a face and its masks', async () => {
    const { made, source, size } = await augmentOne({ ...noAugmentation, flip: true }, geometricOnly);
    const mirrored = source.map((_, i) => {
      const [y, x, c] = [Math.floor(i / 3 / size), Math.floor(i / 3) % size, i % 3];
      return source[(y * size + size - 1 - x) * 3 + c]!;
    });
    expect(made.target).toEqual(mirrored);
    expect(made.masks).toEqual(mirrored);
  });

  it('rotates counterclockwise about the center, zooms and shifts like OpenCV, both face and masks', async () => {
    const face = { ...noAugmentation, rotationDegrees: 8, scale: 1.04, shift: [2.5, -1.5] as const };
    const { made, source, size } = await augmentOne(face, geometricOnly);
    const [angle, middle] = [(8 * Math.PI) / 180, (size - 1) / 2];
    let worst = 0;
    for (const [x, y] of [
      [32, 32],
      [10, 20],
      [50, 9],
      [25, 60],
      [63, 63],
      [0, 0],
    ] as const) {
      // cv2.getRotationMatrix2D turned round: x' = s(cos x + sin y), y' = s(-sin x + cos y), then the shift.
      const [u, v] = [(x - middle - 2.5) / 1.04, (y - middle + 1.5) / 1.04];
      const [sx, sy] = [
        Math.cos(angle) * u - Math.sin(angle) * v + middle,
        Math.sin(angle) * u + Math.cos(angle) * v + middle,
      ];
      for (const c of [0, 1, 2])
        worst = Math.max(worst, Math.abs(made.target[(y * size + x) * 3 + c]! - at(source, size, sx, sy, c)));
    }
    expect(worst).toBeLessThan(0.6);
    expect(made.masks).toEqual(made.target);
  });

  it('warps only the input, with mean 0', async () => {
    const amounts = { ...defaultAmounts, ...withoutColor };
    const { made, source, size } = await augmentOne(noAugmentation, amounts);
    expect(made.target).toEqual(source);
    expect(made.input).toEqual(source);
    const pushed = { ...noAugmentation, warp: new Float32Array(50).fill(3, 0, 25) };
    const { made: moved } = await augmentOne(pushed, amounts);
    const pixel = (20 * size + 30) * 3;
    expect(moved.input[pixel]).toBe(source[pixel + 9]);
    expect(moved.input[(20 * size + 63) * 3]).toBe(0);
    expect(moved.target).toEqual(source);
  });

  it('moves lightness and color towards the ends of LAB, and does not change the masks', async () => {
    const brighter = await augmentOne(
      { ...noAugmentation, labJitter: [0.3, 0, 0] },
      { ...defaultAmounts, ...withoutWarp },
    );
    const darker = await augmentOne(
      { ...noAugmentation, labJitter: [-0.3, 0, 0] },
      { ...defaultAmounts, ...withoutWarp },
    );
    const mean = (bytes: Uint8Array) => bytes.reduce((sum, v) => sum + v, 0) / bytes.length;
    expect(mean(brighter.made.target)).toBeGreaterThan(mean(brighter.source) + 20);
    expect(mean(darker.made.target)).toBeLessThan(mean(darker.source) - 20);
    expect(brighter.made.masks).toEqual(brighter.source);
  });

  it('gives a face the same result whatever the other faces of its batch', async () => {
    const augmenter = await openAugmenter({ inputSize: 48, outputSize: 48 }, defaultAmounts);
    const random = new Random(5);
    const draws = Array.from({ length: 6 }, () => pickAugmentation(random, 48, defaultAmounts));
    const planes = createSmoothPlanes(48);
    const six = Uint8Array.from({ length: 6 * planes.length }, (_, i) => planes[i % planes.length]!);
    const together = await augmenter.augment(six, six, draws);
    const length = 48 * 48 * 3;
    for (const [i, draw] of draws.entries()) {
      const alone = await augmenter.augment(planes, planes, [draw]);
      expect(alone.input).toEqual(together.input.slice(i * length, (i + 1) * length));
      expect(alone.target).toEqual(together.target.slice(i * length, (i + 1) * length));
    }
    await augmenter.release();
  });
});

describe('the random choices for a face', () => {
  const random = new Random(11);
  const draws = Array.from({ length: 4000 }, () => pickAugmentation(random, 256, defaultAmounts));
  const computeShare = (test: (face: FaceAugmentation) => boolean) => draws.filter(test).length / draws.length;

  it('stay within the limits', () => {
    for (const face of draws) {
      expect(Math.abs(face.labJitter[0])).toBeLessThanOrEqual(0.3);
      expect(Math.abs(face.labJitter[1])).toBeLessThanOrEqual(0.08);
      expect(Math.abs(face.rotationDegrees)).toBeLessThanOrEqual(10);
      expect(Math.abs(face.scale - 1)).toBeLessThanOrEqual(0.05);
      expect(Math.abs(face.shift[1])).toBeLessThanOrEqual(0.05 * 256);
      expect([0, 2, 3, 4, 5, 6]).toContain(face.claheTiles);
    }
    expect(computeShare((face) => face.flip)).toBeCloseTo(0.5, 1);
    expect(computeShare((face) => face.claheTiles > 0)).toBeCloseTo(0.5, 1);
    expect(computeShare((face) => face.claheTiles === 6)).toBeCloseTo(0.1, 1);
  });

  it('have a warp of mean 0 and of standard deviation 5/256 of the size', () => {
    const moves = draws.flatMap((face) => [...face.warp]);
    const mean = moves.reduce((sum, v) => sum + v, 0) / moves.length;
    const variance = moves.reduce((sum, v) => sum + (v - mean) ** 2, 0) / moves.length;
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.sqrt(variance)).toBeGreaterThan(4.95);
    expect(Math.sqrt(variance)).toBeLessThan(5.05);
  });

  it('leave out what is switched off', () => {
    const amounts = { ...defaultAmounts, ...withoutColor, ...withoutFlip, ...withoutWarp };
    const face = pickAugmentation(new Random(3), 64, amounts);
    expect(face).toMatchObject({ claheTiles: 0, flip: false });
    expect(face.labJitter.every((jitter) => jitter === 0)).toBe(true);
    expect(face.warp.every((move) => move === 0)).toBe(true);
  });
});
