import { findConvexHull, type Point } from './geometry';

/**
 * Shapes as rows of intervals, four rows for each pixel: union, growing and shrinking are exact within a row, and edges
 * are anti-aliased. Coordinates are OpenCV's: pixel centers at integers.
 */
export type ShapeRows = readonly (readonly Interval[])[];

const rowsPerPixel = 4;

/** Returns the union of the convex hulls of `groups`, for a picture `height` pixels high. */
export function drawHulls(groups: readonly (readonly Point[])[], height: number): ShapeRows {
  const hulls = groups.map((group) => findConvexHull(group));
  return Array.from({ length: height * rowsPerPixel }, (_, row) => {
    const y = (row + 0.5) / rowsPerPixel - 0.5;
    return union(hulls.flatMap((hull) => findCrossing(hull, y)));
  });
}

/** Returns the interval in which a horizontal line crosses a convex polygon; shifted so that pixel i spans [i, i + 1). */
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

/** Returns `width` bytes for each row of pixels: 0..255 by the share of the pixel that the shape covers. */
export function rasterizeShape(rows: ShapeRows, width: number): Uint8Array {
  const pixels = new Uint8Array(width * (rows.length / rowsPerPixel));
  for (let row = 0; row < rows.length; row += rowsPerPixel)
    drawRow(rows.slice(row, row + rowsPerPixel), pixels.subarray((row / rowsPerPixel) * width).subarray(0, width));
  return pixels;
}

/** Fills the pixels that all sub-rows cover; computes only the pixels along the edge one by one. */
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

/** A part of a row, [from, to) in real coordinates. */
type Interval = readonly [from: number, to: number];

/** Smaller gaps are rounding errors between shapes that share an edge. */
const gapTolerance = 1e-6;

/** Returns the parts of a row that any of `intervals` covers, sorted and separate. */
function union(intervals: readonly Interval[]): Interval[] {
  if (intervals.length < 2) return [...intervals];
  const merged: [number, number][] = [];
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1] + gapTolerance) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Returns the parts that both lists cover; each list must be sorted, and its intervals separate. */
function intersection(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const shared: Interval[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const from = Math.max(a[i]![0], b[j]![0]);
    const to = Math.min(a[i]![1], b[j]![1]);
    if (from < to) shared.push([from, to]);
    if (a[i]![1] < b[j]![1]) i++;
    else j++;
  }
  return shared;
}

/** Moves both ends outward by `margin` (inward if negative) and drops intervals that become empty. */
function widenIntervals(intervals: readonly Interval[], margin: number): Interval[] {
  if (intervals.length === 0) return [];
  return intervals.flatMap(([from, to]) => (to - from + 2 * margin > 0 ? [[from - margin, to + margin] as const] : []));
}
