import type { Point } from '../../../faces/geometry';

/** The corners of a triangle, pixels. */
export type TriangleCorners = readonly [Point, Point, Point];

/** [ax, ay, bx, by, cx, cy] of the map that takes each corner to its source; nothing for a triangle without area. */
export function computeAffineMap([p, q, r]: TriangleCorners, [s, t, u]: TriangleCorners) {
  const [qx, qy, rx, ry] = [q[0] - p[0], q[1] - p[1], r[0] - p[0], r[1] - p[1]];
  const area = qx * ry - qy * rx;
  if (Math.abs(area) < 1e-3) return undefined;
  const axis = (k: 0 | 1) => {
    const [dq, dr] = [t[k] - s[k], u[k] - s[k]];
    const [a, b] = [(dq * ry - dr * qy) / area, (dr * qx - dq * rx) / area];
    return [a, b, s[k] - a * p[0] - b * p[1]] as const;
  };
  const [x, y] = [axis(0), axis(1)];
  return [x[0], y[0], x[1], y[1], x[2], y[2]];
}

/** How far beyond its edge a triangle is filled: neighbours share the pixels on it, so that none is left between. */
const seam = 1e-6;

/** Sets the pixels of a triangle, row by row. @returns whether it has any */
export function fillTriangle(plane: Int32Array, size: number, corners: TriangleCorners, value: number): boolean {
  const [[ax, ay], [bx, by], [cx, cy]] = corners;
  const first = Math.max(0, Math.ceil(Math.min(ay, by, cy) - seam));
  const last = Math.min(size - 1, Math.floor(Math.max(ay, by, cy) + seam));
  let filled = false;
  for (let row = first; row <= last; row++) {
    // Where the row crosses the edges, those that it misses left out; an edge along the row is between the other two.
    const [p, q, r] = [
      findCrossing(ax, ay, bx, by, row),
      findCrossing(bx, by, cx, cy, row),
      findCrossing(cx, cy, ax, ay, row),
    ];
    const left = Math.min(p ?? Infinity, q ?? Infinity, r ?? Infinity);
    const right = Math.max(p ?? -Infinity, q ?? -Infinity, r ?? -Infinity);
    const [start, end] = [Math.max(0, Math.ceil(left - seam)), Math.min(size - 1, Math.floor(right + seam))];
    if (start > end) continue;
    plane.fill(value, row * size + start, row * size + end + 1);
    filled = true;
  }
  return filled;
}

/** The x at which a line from one point to another crosses a row. */
function findCrossing(x1: number, y1: number, x2: number, y2: number, row: number): number | undefined {
  if (y1 === y2 || (y1 < row && y2 < row) || (y1 > row && y2 > row)) return undefined;
  return x1 + ((row - y1) / (y2 - y1)) * (x2 - x1);
}
