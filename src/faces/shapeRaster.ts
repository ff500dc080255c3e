import { convexHull, type Point } from './geometry';
import { type Interval, intersection, union, widenIntervals } from './intervals';

/**
 * Shapes as rows of intervals, four rows to a pixel: unions, growing and shrinking are exact within a row, and the edge
 * comes out anti-aliased. Coordinates are OpenCV's: pixel centres at integers.
 */
export type ShapeRows = readonly (readonly Interval[])[];

const rowsPerPixel = 4;

/** The union of the convex hulls of `groups` on a picture `height` pixels high. */
export function drawHulls(groups: readonly (readonly Point[])[], height: number): ShapeRows {
  const hulls = groups.map((group) => convexHull(group));
  return Array.from({ length: height * rowsPerPixel }, (_, row) => {
    const y = (row + 0.5) / rowsPerPixel - 0.5;
    return union(hulls.flatMap((hull) => findCrossing(hull, y)));
  });
}

/** Where a horizontal line crosses a convex polygon; shifted so that pixel i spans [i, i + 1). */
function findCrossing(hull: readonly Point[], y: number): Interval[] {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const [i, a] of hull.entries()) {
    const b = hull[(i + 1) % hull.length]!;
    if (a[1] <= y === b[1] <= y) continue;
    const x = a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0]) + 0.5;
    from = Math.min(from, x);
    to = Math.max(to, x);
  }
  return from < to ? [[from, to]] : [];
}

/** Grows a shape by a disc of `radius` pixels, or shrinks it by one where `radius` is negative. */
export function growShape(rows: ShapeRows, radius: number): ShapeRows {
  const reach = Math.floor(Math.abs(radius) * rowsPerPixel);
  const halfWidths = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.sqrt(Math.max(0, radius ** 2 - ((i - reach) / rowsPerPixel) ** 2)),
  );
  return rows.map((own, row) => {
    if (radius < 0 && own.length === 0) return own;
    const around = halfWidths.map((half, i) => widenIntervals(rows[row + i - reach] ?? [], radius < 0 ? -half : half));
    return radius < 0 ? around.reduce(intersection) : union(around.flat());
  });
}

/** @returns width bytes a pixel row, 0..255 by the part of each pixel that the shape covers. */
export function rasterizeShape(rows: ShapeRows, width: number): Uint8Array {
  const pixels = new Uint8Array(width * (rows.length / rowsPerPixel));
  for (let row = 0; row < rows.length; row += rowsPerPixel)
    drawRow(rows.slice(row, row + rowsPerPixel), pixels.subarray((row / rowsPerPixel) * width).subarray(0, width));
  return pixels;
}

/** Fills what all sub-rows cover in one go; only the pixels along the edge are worked out one by one. */
function drawRow(subRows: ShapeRows, pixels: Uint8Array): void {
  const inside = subRows
    .reduce(intersection)
    .map(([from, to]) => [Math.max(0, Math.ceil(from)), Math.floor(to)] as const)
    .filter(([from, to]) => from < to);
  for (const [from, to] of inside) pixels.fill(255, from, to);
  for (const [from, to] of union(subRows.flat())) {
    for (let x = Math.max(0, Math.floor(from)); x < Math.min(pixels.length, to); x++) {
      const solid = inside.find(([start, end]) => start <= x && x < end);
      if (solid) x = solid[1] - 1;
      else pixels[x] = Math.round(255 * measureCoverage(subRows, x));
    }
  }
}

function measureCoverage(subRows: ShapeRows, x: number): number {
  let covered = 0;
  for (const intervals of subRows)
    for (const [from, to] of intervals) covered += Math.max(0, Math.min(to, x + 1) - Math.max(from, x));
  return covered / subRows.length;
}
