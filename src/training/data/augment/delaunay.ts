import type { Point } from '../../../faces/geometry';

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
  const triangles = [circumscribed(placed, n, n + 1, n + 2)];
  for (let i = 0; i < n; i++) addPoint(triangles, placed, i);
  return triangles.map(({ corners }) => corners).filter((corners) => corners.every((corner) => corner < n));
}

/** Takes out every triangle whose circle holds the point, and joins the point to the edges of the hole; in place. */
function addPoint(triangles: Circumscribed[], points: readonly Point[], index: number): void {
  const [x, y] = points[index]!;
  const edge = (from: number, to: number) => from * points.length + to;
  const rim = new Set<number>();
  let kept = 0;
  for (const triangle of triangles) {
    const [dx, dy] = [x - triangle.x, y - triangle.y];
    if (dx * dx + dy * dy >= triangle.squaredRadius) {
      triangles[kept++] = triangle;
      continue;
    }
    const [a, b, c] = triangle.corners;
    // An edge that two of the triangles share, once in each direction, lies inside the hole.
    if (!rim.delete(edge(b, a))) rim.add(edge(a, b));
    if (!rim.delete(edge(c, b))) rim.add(edge(b, c));
    if (!rim.delete(edge(a, c))) rim.add(edge(c, a));
  }
  triangles.length = kept;
  for (const side of rim)
    triangles.push(circumscribed(points, Math.floor(side / points.length), side % points.length, index));
}

function circumscribed(points: readonly Point[], i: number, j: number, k: number): Circumscribed {
  const [[ax, ay], [bx, by], [cx, cy]] = [points[i]!, points[j]!, points[k]!];
  const [ux, uy, vx, vy] = [bx - ax, by - ay, cx - ax, cy - ay];
  const [uu, vv] = [ux * ux + uy * uy, vx * vx + vy * vy];
  const twiceArea = 2 * (ux * vy - uy * vx);
  const [x, y] = [(vy * uu - uy * vv) / twiceArea, (ux * vv - vx * uu) / twiceArea];
  return { corners: [i, j, k], x: ax + x, y: ay + y, squaredRadius: x * x + y * y };
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
