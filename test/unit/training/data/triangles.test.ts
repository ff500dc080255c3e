import { describe, expect, it } from 'vitest';
import { findConvexHull, type Point } from '../../../../src/faces/geometry';
import { Random } from '../../../../src/tensor/random';
import { type Triangle, triangulate } from '../../../../src/training/data/augment/triangles';

/** Twice the signed area of a polygon. */
function twiceArea(polygon: readonly Point[]): number {
  return polygon.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = polygon[(i + 1) % polygon.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);
}

const getCorners = (points: readonly Point[], triangle: Triangle) => triangle.map((i) => points[i]!);

/** Positive where `point` lies in the circle through an anticlockwise triangle: the usual determinant. */
function inCircle([a, b, c]: readonly Point[], [x, y]: Point): number {
  const rows = [a!, b!, c!].map(([px, py]) => [px - x, py - y, (px - x) ** 2 + (py - y) ** 2] as const);
  const [[a1, a2, a3], [b1, b2, b3], [c1, c2, c3]] = rows as [(typeof rows)[0], (typeof rows)[0], (typeof rows)[0]];
  return a1 * (b2 * c3 - b3 * c2) - a2 * (b1 * c3 - b3 * c1) + a3 * (b1 * c2 - b2 * c1);
}

const grid = Array.from({ length: 25 }, (_, i): Point => [(i % 5) * 16, Math.floor(i / 5) * 16]);
const circle = Array.from(
  { length: 24 },
  (_, i): Point => [50 + 40 * Math.cos((i * Math.PI) / 12), 50 + 40 * Math.sin((i * Math.PI) / 12)],
);
const random = new Random(2);
const scatterPoints = (n: number) =>
  Array.from({ length: n }, (): Point => [random.uniform(0, 90), random.uniform(-9, 60)]);
const cases: [string, Point[]][] = [
  ...Array.from({ length: 20 }, (_, i): [string, Point[]] => [
    `${3 + 4 * i} points anywhere`,
    scatterPoints(3 + 4 * i),
  ]),
  ['a grid', grid],
  ['a circle', circle],
  ['a grid with points given twice', [...grid, ...grid.slice(5, 12), [16, 16]]],
  ['a square with the middles of its edges and points beyond it', [...grid, [-20, 30], [90, 31], [30, -70]]],
];

describe('the Delaunay triangulation', () => {
  it.each(cases)(
    'of %s covers their hull once, and no circumcircle of a triangle contains another point',
    (_, points) => {
      const triangles = triangulate(points).map((triangle) => getCorners(points, triangle));
      const extent = 100;
      const sum = triangles.reduce((total, triangle) => total + Math.abs(twiceArea(triangle)), 0);
      expect(sum).toBeCloseTo(Math.abs(twiceArea(findConvexHull(points))), 2);
      for (const triangle of triangles) {
        const area = twiceArea(triangle);
        if (Math.abs(area) < 1e-3 * extent) continue;
        const turned = area > 0 ? triangle : [...triangle].reverse();
        for (const point of points) expect(inCircle(turned, point) / Math.abs(area)).toBeLessThan(1e-4 * extent);
      }
    },
  );

  it('uses every distinct point', () => {
    const points = scatterPoints(60);
    expect(new Set(triangulate(points).flat()).size).toBe(60);
  });

  it('of points on a line, or of too few points, has no area', () => {
    const line = Array.from({ length: 6 }, (_, i): Point => [i, 2 * i]);
    for (const points of [line, line.slice(0, 2), line.slice(0, 1)])
      for (const triangle of triangulate(points))
        expect(Math.abs(twiceArea(getCorners(points, triangle)))).toBeLessThan(1e-6);
  });
});
