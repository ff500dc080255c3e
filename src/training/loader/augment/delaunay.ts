import type { Point } from '../../../shared/geometry';

/** Three indexes into the points. */
export type Triangle = readonly [number, number, number];

interface Circumscribed {
  readonly corners: Triangle;
  readonly x: number;
  readonly y: number;
  readonly squaredRadius: number;
}

/**
 * The Delaunay triangulation of up to some hundred points: insertion one by one (Bowyer 1981, Watson 1981). Points in
 * special positions (on one line, on one circle, in one place) are told apart by moving each by less than a millionth
 * of their extent, so a triangle of the result may be without area.
 */
export function delaunay(points: readonly Point[]): Triangle[] {
  const { centre, extent } = surroundings(points);
  const placed: Point[] = points.map(([x, y], i) => [x + nudge(2 * i) * extent, y + nudge(2 * i + 1) * extent]);
  const far = 1e4 * extent;
  const [x, y] = centre;
  placed.push([x - 2 * far, y - far], [x + 2 * far, y - far], [x, y + 2 * far]);
  const n = points.length;
  let triangles = [circumscribed(placed, [n, n + 1, n + 2])];
  for (let i = 0; i < n; i++) triangles = withPoint(triangles, placed, i);
  return triangles.map(({ corners }) => corners).filter((corners) => corners.every((corner) => corner < n));
}

/** Takes out every triangle whose circle holds the point, and joins the point to the edges of the hole. */
function withPoint(triangles: readonly Circumscribed[], points: readonly Point[], index: number): Circumscribed[] {
  const [x, y] = points[index]!;
  const kept: Circumscribed[] = [];
  const edge = (from: number, to: number) => from * points.length + to;
  const rim = new Map<number, readonly [number, number]>();
  for (const triangle of triangles) {
    if ((x - triangle.x) ** 2 + (y - triangle.y) ** 2 >= triangle.squaredRadius) {
      kept.push(triangle);
      continue;
    }
    const [a, b, c] = triangle.corners;
    // An edge that two of the triangles share, once in each direction, lies inside the hole.
    for (const [from, to] of [
      [a, b],
      [b, c],
      [c, a],
    ] as const)
      if (!rim.delete(edge(to, from))) rim.set(edge(from, to), [from, to]);
  }
  for (const [from, to] of rim.values()) kept.push(circumscribed(points, [from, to, index]));
  return kept;
}

function circumscribed(points: readonly Point[], corners: Triangle): Circumscribed {
  const [[ax, ay], b, c] = corners.map((corner) => points[corner]!) as [Point, Point, Point];
  const [bx, by, cx, cy] = [b[0] - ax, b[1] - ay, c[0] - ax, c[1] - ay];
  const [bb, cc] = [bx * bx + by * by, cx * cx + cy * cy];
  const twiceArea = 2 * (bx * cy - by * cx);
  const [x, y] = [(cy * bb - by * cc) / twiceArea, (bx * cc - cx * bb) / twiceArea];
  return { corners, x: ax + x, y: ay + y, squaredRadius: x * x + y * y };
}

function surroundings(points: readonly Point[]) {
  const range = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;
  const [left, right] = range(points.map(([x]) => x));
  const [top, bottom] = range(points.map(([, y]) => y));
  const centre: Point = [(left + right) / 2, (top + bottom) / 2];
  return { centre, extent: Math.max(right - left, bottom - top, Number.MIN_VALUE) };
}

/** A number within ±5e-7 that differs from one index to the next: multiples of the golden ratio (Weyl 1916). */
function nudge(index: number): number {
  return (((index + 1) * 0.6180339887498949) % 1) * 1e-6 - 5e-7;
}
