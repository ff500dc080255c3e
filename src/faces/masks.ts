import type { Point } from './geometry';
import { listLandmarkPairs } from './landmarks';
import { drawHulls, growShape, rasterizeShape } from './shapeRaster';

/** Which part of the face a mask shows, drawn from the 68 landmarks. */
export type MaskKind = 'components' | 'extended' | 'eyes' | 'mouth';

export interface MaskOptions {
  /** Grows the mask by a disc whose diameter is so many percent of `size`; negative shrinks it. 0 when absent. */
  readonly dilationPercent?: number;
}

/** Landmarks of each part; a part is filled as the convex hull of its points ("faceswap's format"). */
const faceParts = [
  '0-8 17',
  '8-16 26',
  '17-19 8',
  '24-26 8',
  '19-24 8',
  '17-21 27 31-35 8',
  '22-26 27 31-35 8',
  '27-30 31-35',
].map(landmarkIndices);

const partsOf: Readonly<Record<MaskKind, readonly (readonly number[])[]>> = {
  components: faceParts,
  extended: faceParts,
  eyes: ['36-41', '42-47'].map(landmarkIndices),
  mouth: ['48-59'].map(landmarkIndices),
};

function landmarkIndices(ranges: string): number[] {
  return ranges.split(' ').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/**
 * Draws a mask from landmarks in crop pixels (flat [x, y], see `transformPoints`).
 * @returns size·size bytes, 0 outside and 255 inside, the edge anti-aliased.
 */
export function landmarkMask(
  pointsInCrop: ArrayLike<number>,
  size: number,
  kind: MaskKind,
  { dilationPercent = 0 }: MaskOptions = {},
): Uint8Array {
  const points: Point[] = listLandmarkPairs(pointsInCrop);
  if (kind === 'extended') liftBrows(points);
  const groups = partsOf[kind].map((part) => part.map((index) => points[index]!));
  const rows = drawHulls(groups, size);
  const radius = (size * dilationPercent) / 200;
  return rasterizeShape(radius === 0 ? rows : growShape(rows, radius), size);
}

/** Moves each brow up by half its height over the top of the eye, so that the mask takes in the forehead's lower part. */
function liftBrows(points: Point[]): void {
  const browOverEye = [
    { brow: 17, top: [outerPoint(points, 36, 0), points[36]!, points[37]!, points[38]!, points[39]!] },
    { brow: 22, top: [points[42]!, points[43]!, points[44]!, points[45]!, outerPoint(points, 45, 16)] },
  ];
  for (const { brow, top } of browOverEye)
    for (const [i, [x, y]] of top.entries()) {
      const [browX, browY] = points[brow + i]!;
      points[brow + i] = [browX + (browX - x) / 2, browY + (browY - y) / 2];
    }
}

/** The eye's top line goes on a quarter of the way from its corner to the jaw. */
function outerPoint(points: readonly Point[], corner: number, jaw: number): Point {
  const [[x, y], [jawX, jawY]] = [points[corner]!, points[jaw]!];
  return [x + (jawX - x) / 4, y + (jawY - y) / 4];
}
