import { expect, test } from 'vitest';
import { blurPlane, computeLab, computeLuma } from '../../../src/evaluation/planes';

/** CIELAB (D65) of sRGB colors, from Bruce Lindbloom's calculator. */
const knownColors = [
  { rgb: [255, 0, 0], lab: [53.24, 80.09, 67.2] },
  { rgb: [0, 128, 0], lab: [46.23, -51.7, 49.9] },
  { rgb: [128, 128, 128], lab: [53.59, 0, 0] },
  { rgb: [224, 172, 140], lab: [74.3, 15.2, 23.8] },
] as const;

test.each(knownColors)('the CIELAB values of $rgb are those of a colorimetrist', ({ rgb, lab }) => {
  const { size, planes } = computeLab(
    Uint8Array.from({ length: 4 * 4 * 3 }, (_, i) => rgb[i % 3]!),
    4,
    2,
  );
  expect(size).toBe(2);
  for (const [axis, plane] of planes.entries()) for (const value of plane) expect(value).toBeCloseTo(lab[axis]!, 0);
});

test('luma weighs green most, and blue least', () => {
  const colors = Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);
  expect([...computeLuma(colors)].map(Math.round)).toEqual([76, 150, 29, 255]);
});

test('a blur is the mean of the square around each pixel', () => {
  const size = 7;
  const values = Float32Array.from({ length: size * size }, (_, i) => (i * 37) % 101);
  const clamp = (place: number) => Math.min(size - 1, Math.max(0, place));
  const expected = Array.from(values, (_, i) => {
    let sum = 0;
    for (let dy = -2; dy <= 2; dy++)
      for (let dx = -2; dx <= 2; dx++) sum += values[clamp(Math.floor(i / size) + dy) * size + clamp((i % size) + dx)]!;
    return sum / 25;
  });
  const blurred = blurPlane(values, size, 2);
  for (const [i, value] of expected.entries()) expect(blurred[i]).toBeCloseTo(value, 3);
});
