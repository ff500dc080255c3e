import { describe, expect, it } from 'vitest';
import { openFaceConverter } from '../../../src/conversion/faceConverter';
import type { FaceSwapper } from '../../../src/conversion/faceSwapper';
import type { Landmarks } from '../../../src/faces/landmarks';
import type { Image } from '../../../src/media/frames';
import { createFaceAt, createPicture, createWaves, readPixel } from '../../support/conversion/syntheticFace';

type Swap = (face: Uint8Array, index: number) => Uint8Array;

function createSwapper(swap: Swap, size = 64, maskType: FaceSwapper['maskType'] = 'extended'): FaceSwapper {
  return {
    ...{ inputSize: size, outputSize: size, centering: 'face', coverage: 0.875, verticalOffset: 0, maskType },
    swap: async (faces) => faces.map(swap),
    release: async () => undefined,
  };
}

const identity: Swap = (face) => face;
const createConstantSwap =
  (...color: number[]): Swap =>
  (face) =>
    face.map((_, i) => color[i % 3]!);

/** Converts a copy of `frame` and returns it. */
async function convertFrames(
  frame: Image,
  faces: Landmarks[],
  model: FaceSwapper,
): Promise<{ image: Image; swapped: number }> {
  const image = { ...frame, pixels: frame.pixels.slice() };
  const converter = openFaceConverter(model);
  const [swapped] = await converter.convert([{ image, faces }]);
  await converter.release();
  return { image, swapped: swapped! };
}

function listDifferences(a: Image, b: Image): number[] {
  return [...a.pixels].map((value, i) => Math.abs(value - b.pixels[i]!));
}

function findLargest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('a swapped face', () => {
  it.each([
    ['smaller than the patch', 15, 64],
    ['as large as the patch', 32, 64],
    ['larger', 110, 64],
    ['much larger', 220, 64],
    ['of a large patch, shrunk fourfold', 30, 256],
  ])('by a model that changes nothing leaves the frame unchanged: %s', async (_, edge, size) => {
    const frame = createWaves(420, 400);
    const { image, swapped } = await convertFrames(
      frame,
      [createFaceAt(205, 180, edge, 0.3)],
      createSwapper(identity, size),
    );
    const change = listDifferences(frame, image);
    expect(swapped).toBe(1);
    expect(findLargest(change)).toBeLessThanOrEqual(6);
    expect(mean(change)).toBeLessThan(0.5);
  });

  it('shows the model’s face upright in the frame’s, and changes nothing outside the mask', async () => {
    const frame = createWaves(420, 400);
    const halves: Swap = (face) => face.map((_, i) => (Math.floor(i / 3) % 64 < 32 ? 40 : 200));
    const { image } = await convertFrames(frame, [createFaceAt(200, 180, 110, Math.PI / 2)], createSwapper(halves));
    // Rotated clockwise by a quarter: the left of the patch is at the top of the frame.
    expect(mean(readPixel(image, 200, 215)) - mean(readPixel(image, 200, 145))).toBeGreaterThan(60);
    const change = listDifferences(frame, image);
    const far = change.filter((_, i) => {
      const [x, y] = [Math.floor(i / 3) % 420, Math.floor(i / 3 / 420)];
      return Math.hypot(x - 200, y - 180) > 150;
    });
    expect(findLargest(far)).toBe(0);
  });

  it('takes the mean color of the face it replaces', async () => {
    const frame = createPicture(300, 300, () => [180, 90, 60]);
    const { image } = await convertFrames(
      frame,
      [createFaceAt(150, 140, 90)],
      createSwapper(createConstantSwap(20, 250, 10)),
    );
    expect(findLargest(listDifferences(frame, image))).toBeLessThanOrEqual(1);
  });

  it('that reaches beyond the frame takes its color from the part within it', async () => {
    const frame = createPicture(200, 200, () => [180, 90, 60]);
    const { image, swapped } = await convertFrames(
      frame,
      [createFaceAt(5, 190, 90)],
      createSwapper(createConstantSwap(20, 250, 10)),
    );
    expect(swapped).toBe(1);
    expect(findLargest(listDifferences(frame, image))).toBeLessThanOrEqual(1);
  });

  it('that lies wholly beyond the frame is not counted, and changes nothing', async () => {
    const frame = createWaves(200, 100);
    const { image, swapped } = await convertFrames(
      frame,
      [createFaceAt(-300, 50, 60)],
      createSwapper(createConstantSwap(255, 0, 0)),
    );
    expect(swapped).toBe(0);
    expect(image.pixels).toEqual(frame.pixels);
  });

  it('is not mixed with others when a frame has several and several frames are converted at once', async () => {
    const gray = createPicture(400, 200, (x) => (x < 200 ? [200, 50, 50] : [50, 50, 200]));
    const frames = [gray, gray].map((frame) => ({ ...frame, pixels: frame.pixels.slice() }));
    const seen: number[][] = [];
    const model = createSwapper((face) => {
      seen.push([...face.subarray(32 * 64 * 3, 32 * 64 * 3 + 3)]);
      return face;
    });
    const converter = openFaceConverter(model);
    const faces = [createFaceAt(100, 100, 60), createFaceAt(300, 100, 60)];
    expect(
      await converter.convert([
        { image: frames[0]!, faces },
        { image: frames[1]!, faces: [] },
      ]),
    ).toEqual([2, 0]);
    expect(await converter.convert([{ image: frames[1]!, faces: faces.slice(1) }])).toEqual([1]);
    await converter.release();
    expect(seen).toEqual([
      [200, 50, 50],
      [50, 50, 200],
      [50, 50, 200],
    ]);
  });

  it('without a mask fades out towards the edge of the patch', async () => {
    const frame = createPicture(300, 300, () => [100, 100, 100]);
    const stripes: Swap = (face) => face.map((_, i) => (Math.floor(i / 3 / 64) % 2 ? 0 : 200));
    const { image } = await convertFrames(frame, [createFaceAt(150, 150, 40)], createSwapper(stripes, 64, 'none'));
    const change = listDifferences(frame, image);
    expect(findLargest(change)).toBeGreaterThan(30);
    expect(change.slice(0, 300 * 3 * 90).every((value) => value === 0)).toBe(true);
  });
});
