import { expect, it } from 'vitest';
import { landmarkParts } from '../../../src/faces/landmarks';
import { transformPoints } from '../../../src/faces/matrix3';
import { computeWholeFaceMatrix } from '../../../src/faces/wholeFace';
import { createFaceAt } from '../../support/conversion/syntheticFace';

/** FaceFusion's five points for models on "whole face": both eyes, the nose's tip, the corners of the mouth. */
const template = [
  [0.35342266, 0.39285716],
  [0.62797622, 0.39285716],
  [0.48660713, 0.5401786],
  [0.38839287, 0.68750011],
  [0.59821427, 0.68750011],
] as const;

it.each([0, 0.6, -2])('a whole-face crop places the face like FaceFusion, rotated by %s', (angle) => {
  const size = 224;
  const points = transformPoints(
    computeWholeFaceMatrix(createFaceAt(300, 200, 90, angle), size),
    createFaceAt(300, 200, 90, angle),
  );
  const at = (index: number) => [points[2 * index]! / size, points[2 * index + 1]! / size];
  const computeCenter = ([from, to]: readonly [number, number]) => {
    const all = Array.from({ length: to - from }, (_, i) => at(from + i));
    return [0, 1].map((axis) => all.reduce((sum, point) => sum + point[axis]! / all.length, 0));
  };
  const shown = [computeCenter(landmarkParts.rightEye), computeCenter(landmarkParts.leftEye), at(30), at(48), at(54)];
  for (const [i, [x, y]] of template.entries())
    expect(Math.hypot(shown[i]![0]! - x, shown[i]![1]! - y)).toBeLessThan(0.03);
});
