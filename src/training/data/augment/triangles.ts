import Delaunator from 'delaunator';
import type { Point } from '../../../faces/geometry';

/** Three indexes into a list of points. */
export type Triangle = readonly [number, number, number];

/** Returns the Delaunay triangulation of the points. Points on one line give no triangles; coinciding points count once. */
export function triangulate(points: readonly Point[]): Triangle[] {
  const { triangles } = new Delaunator(points.flat());
  return Array.from(
    { length: triangles.length / 3 },
    (_, i): Triangle => [triangles[3 * i]!, triangles[3 * i + 1]!, triangles[3 * i + 2]!],
  );
}

/** Corners of a triangle, pixels. */
export type TriangleCorners = readonly [Point, Point, Point];

/** Computes [ax, ay, bx, by, cx, cy] of the map from each corner to its source; undefined for a triangle without area. */
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

/** How far a triangle is filled beyond its edges, pixels, so that no pixel on a shared edge is left out. */
const seam = 1e-6;

/** Sets the pixels of a triangle to `value`, row by row. @returns whether it has any pixel */
export function fillTriangle(plane: Int32Array, size: number, corners: TriangleCorners, value: number): boolean {
  const [[ax, ay], [bx, by], [cx, cy]] = corners;
  const first = Math.max(0, Math.ceil(Math.min(ay, by, cy) - seam));
  const last = Math.min(size - 1, Math.floor(Math.max(ay, by, cy) + seam));
  let filled = false;
  for (let row = first; row <= last; row++) {
    // Where the row crosses the edges. An edge parallel to the row needs no crossing: the other two edges meet its ends.
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

/** Returns the x at which a line between two points crosses a row; undefined if it does not. */
function findCrossing(x1: number, y1: number, x2: number, y2: number, row: number): number | undefined {
  if (y1 === y2 || (y1 < row && y2 < row) || (y1 > row && y2 > row)) return undefined;
  return x1 + ((row - y1) / (y2 - y1)) * (x2 - x1);
}
