import { expect, test } from 'vitest';
import { linearCutter } from '../../../src/evaluation/cutLinear';
import { measureFineDetail } from '../../../src/evaluation/fineDetail';
import type { Matrix3 } from '../../../src/faces/matrix3';
import { openWarper } from '../../../src/faces/warp';

/** A picture in which each pixel differs from its neighbors. */
function createNoise(width: number, height: number) {
  return { width, height, pixels: Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 7919) % 251) };
}

const maps: readonly [what: string, map: Matrix3][] = [
  ['turned, within the picture', [0.9, 0.3, 2, -0.3, 0.9, 12, 0, 0, 1]],
  ['shrunk, with a border all around', [0.3, 0.02, 12, -0.02, 0.3, 11, 0, 0, 1]],
  ['enlarged, upside down', [-2.2, 0, 90, 0, -2.2, 80, 0, 0, 1]],
  ['beside the picture', [1, 0, 500, 0, 1, 500, 0, 0, 1]],
];

test.each(maps)('a cut is that of the warper to a level: %s', async (_, map) => {
  const picture = createNoise(61, 47);
  const warper = await openWarper();
  const expected = await warper.warp(picture, map, 40, 32, { interpolation: 'linear' });
  await warper.release();
  const cut = await linearCutter.warp(picture, map, 40, 32);
  const differences = cut.map((value, i) => Math.abs(value - expected[i]!));
  expect(Math.max(...differences)).toBeLessThanOrEqual(1);
});

test('fine detail is what remains beside the mean of 7 x 7 pixels', () => {
  const { pixels } = createNoise(16, 16);
  const clamp = (place: number) => Math.min(15, Math.max(0, place));
  const luma = (x: number, y: number) => {
    const at = 3 * (clamp(y) * 16 + clamp(x));
    return 0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!;
  };
  const square = (x: number, y: number) => {
    let sum = 0;
    for (let dy = -3; dy <= 3; dy++) for (let dx = -3; dx <= 3; dx++) sum += luma(x + dx, y + dy);
    return (luma(x, y) - sum / 49) ** 2;
  };
  const detail = measureFineDetail(pixels, 16, 4);
  expect(detail).toHaveLength(16);
  for (const [i, value] of detail.entries()) {
    let sum = 0;
    for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) sum += square(4 * (i % 4) + x, 4 * Math.floor(i / 4) + y);
    expect(value / (sum / 16)).toBeCloseTo(1, 3);
  }
});
