import type { Point } from '../geometry';
import { componentsMask } from './components';
import type { LandmarkMask } from './mask';

/** The same as `components` with the brows moved up, so that the lower part of the forehead is inside. */
export const extendedMask = {
  name: 'extended',
  help: 'The face, outlined by its landmarks, with the lower part of the forehead.',
  source: 'landmarks',
  shape: { parts: componentsMask.shape.parts, moveLandmarks: liftBrows },
} as const satisfies LandmarkMask;

/** Moves each brow up by half its height over the top of the eye, so that the lower part of the forehead is inside. */
function liftBrows(points: Point[]): void {
  const browOverEye = [
    { brow: 17, top: [computeOuterPoint(points, 36, 0), points[36]!, points[37]!, points[38]!, points[39]!] },
    { brow: 22, top: [points[42]!, points[43]!, points[44]!, points[45]!, computeOuterPoint(points, 45, 16)] },
  ];
  for (const { brow, top } of browOverEye)
    for (const [i, [x, y]] of top.entries()) {
      const [browX, browY] = points[brow + i]!;
      points[brow + i] = [browX + (browX - x) / 2, browY + (browY - y) / 2];
    }
}

/** Returns the point at a quarter of the way from the corner of the eye to the jaw, which continues the eye's top line. */
function computeOuterPoint(points: readonly Point[], corner: number, jaw: number): Point {
  const [[x, y], [jawX, jawY]] = [points[corner]!, points[jaw]!];
  return [x + (jawX - x) / 4, y + (jawY - y) / 4];
}
