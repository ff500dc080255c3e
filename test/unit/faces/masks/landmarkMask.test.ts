import { describe, expect, it } from 'vitest';
import { alignFace, computeCropMatrix } from '../../../../src/faces/alignment';
import type { Point } from '../../../../src/faces/geometry';
import { componentsMask } from '../../../../src/faces/masks/components';
import { extendedMask } from '../../../../src/faces/masks/extended';
import { drawLandmarkMask, eyesShape, mouthShape } from '../../../../src/faces/masks/landmarkMask';
import { transformPoints } from '../../../../src/faces/matrix3';
import { meanFace } from '../../../../src/faces/meanFace';
import { drawHulls, growShape, rasterizeShape } from '../../../../src/faces/shapeRaster';
import { Random } from '../../../../src/tensor/random';

const size = 40;

describe('drawing hulls', () => {
  it('gives each pixel the share of it that a rectangle covers', () => {
    const rectangle: Point[] = [
      [2.5, 3.5],
      [7, 3.5],
      [7, 9.5],
      [2.5, 9.5],
    ];
    const drawn = rasterizeShape(drawHulls([rectangle], 12), 12);
    const at = (x: number, y: number) => drawn[y * 12 + x];
    expect([at(2, 5), at(3, 5), at(6, 5), at(7, 5), at(8, 5)]).toEqual([0, 255, 255, 128, 0]);
    expect([at(5, 3), at(5, 4), at(5, 9), at(5, 10)]).toEqual([0, 255, 255, 0]);
  });

  it.each([0, 3, -3])('is a union dilated by %d pixels according to the distance to it', (radius) => {
    const random = new Random(8);
    for (let i = 0; i < 5; i++) {
      const groups = Array.from({ length: 3 }, () => drawPoints(random, 6));
      const rows = drawHulls(groups, size);
      const drawn = rasterizeShape(radius === 0 ? rows : growShape(rows, radius), size);
      expect(computeMeanDifference(drawn, computeMaskByDistance(groups, radius))).toBeLessThan(0.006);
    }
  });

  it('leaves no seam between parts that share an edge when it is eroded', () => {
    const halves: Point[][] = [
      [
        [5, 5],
        [19.3, 5],
        [14.7, 35],
        [5, 35],
      ],
      [
        [19.3, 5],
        [35, 5],
        [35, 35],
        [14.7, 35],
      ],
    ];
    const whole: Point[][] = [
      [
        [5, 5],
        [35, 5],
        [35, 35],
        [5, 35],
      ],
    ];
    expect(rasterizeShape(growShape(drawHulls(halves, size), -3), size)).toEqual(
      rasterizeShape(growShape(drawHulls(whole, size), -3), size),
    );
  });

  it('draws nothing of hulls without area or outside the picture', () => {
    const nothing: Point[][] = [
      [[3, 3]],
      [
        [3, 3],
        [9, 9],
      ],
      [
        [50, 50],
        [60, 50],
        [55, 60],
      ],
    ];
    expect(rasterizeShape(drawHulls(nothing, size), size)).toEqual(new Uint8Array(size * size));
  });
});

describe('landmark masks', () => {
  const points = createFrontalPoints(128);
  const covers = (mask: Uint8Array, x: number, y: number) => mask[Math.round(y) * 128 + Math.round(x)] === 255;
  const countCoveredPixels = (mask: Uint8Array) => mask.reduce((sum, value) => sum + value, 0) / 255;

  it('of the components cover the face between brows and chin', () => {
    const mask = drawLandmarkMask(points, 128, componentsMask.shape);
    expect(covers(mask, points[2 * 30]!, points[2 * 30 + 1]!)).toBe(true);
    expect(covers(mask, points[2 * 8]!, points[2 * 8 + 1]! - 3)).toBe(true);
    expect(covers(mask, points[2 * 27]!, points[2 * 19 + 1]! - 5)).toBe(false);
  });

  it('reach further up the forehead when extended, and nowhere less', () => {
    const [components, extended] = [
      drawLandmarkMask(points, 128, componentsMask.shape),
      drawLandmarkMask(points, 128, extendedMask.shape),
    ];
    expect(covers(extended, points[2 * 27]!, points[2 * 19 + 1]! - 5)).toBe(true);
    expect(extended.every((value, i) => value >= components[i]!)).toBe(true);
  });

  it('of eyes and mouth cover these parts, and are dilated by a percentage of the size', () => {
    const eyes = drawLandmarkMask(points, 128, eyesShape);
    const grownEyes = drawLandmarkMask(points, 128, eyesShape, { dilationPercent: 2.5 });
    const mouth = drawLandmarkMask(points, 128, mouthShape);
    expect(countCoveredPixels(grownEyes)).toBeGreaterThan(countCoveredPixels(eyes) * 1.3);
    expect(covers(mouth, points[2 * 62]!, points[2 * 62 + 1]!)).toBe(true);
    expect(eyes.some((value, i) => value > 0 && mouth[i]! > 0)).toBe(false);
  });
});

/** The mean face with a round jaw, in a `face` crop. */
function createFrontalPoints(crop: number): Float32Array {
  const points = new Float32Array(136);
  for (let i = 0; i < 17; i++) {
    const angle = (Math.PI * i) / 16;
    points.set([0.5 - 0.52 * Math.cos(angle), 0.25 + 0.9 * Math.sin(angle)], 2 * i);
  }
  points.set(meanFace, 34);
  return transformPoints(computeCropMatrix(alignFace(points), { size: crop, centering: 'face' }), points);
}

function drawPoints(random: Random, count: number): Point[] {
  return Array.from({ length: count }, () => [random.uniform(8, 32), random.uniform(8, 32)] as const);
}

/** Coverage by brute force: each pixel is sampled on a grid, and a sample is inside by its distance to the union. */
function computeMaskByDistance(groups: readonly Point[][], radius: number): number[] {
  const step = 0.25;
  const inside: boolean[][] = [];
  const cells = size / step;
  for (let j = 0; j < cells; j++) {
    inside.push([]);
    for (let i = 0; i < cells; i++) {
      const point: Point = [(i + 0.5) * step - 0.5, (j + 0.5) * step - 0.5];
      inside[j]!.push(groups.some((group) => isInHull(group, point)));
    }
  }
  const moved = radius === 0 ? inside : dilate(inside, Math.abs(radius) / step, radius > 0);
  const perPixel = 1 / step;
  return Array.from({ length: size * size }, (_, pixel) => {
    let covered = 0;
    for (let j = 0; j < perPixel; j++)
      for (let i = 0; i < perPixel; i++)
        if (moved[Math.floor(pixel / size) * perPixel + j]![(pixel % size) * perPixel + i]) covered++;
    return covered / perPixel ** 2;
  });
}

/** Cells with an inside cell near them; or, to shrink, cells with no outside cell near them. */
function dilate(inside: readonly boolean[][], reach: number, grow: boolean): boolean[][] {
  return inside.map((row, y) =>
    row.map((_, x) => {
      for (let j = Math.ceil(-reach); j <= reach; j++)
        for (let i = Math.ceil(-reach); i <= reach; i++)
          if (i * i + j * j <= reach * reach && (inside[y + j]?.[x + i] ?? false) === grow) return grow;
      return !grow;
    }),
  );
}

/** Returns whether the point is inside: no line through two of the points separates it from all of them. */
function isInHull(group: readonly Point[], [x, y]: Point): boolean {
  return group.every((a) =>
    group.every((b) => {
      if (a === b) return true;
      const side = ([u, v]: Point) => (b[0] - a[0]) * (v - a[1]) - (b[1] - a[1]) * (u - a[0]);
      return !group.every((c) => side(c) >= -1e-9) || side([x, y]) >= 0;
    }),
  );
}

function computeMeanDifference(drawn: Uint8Array, expected: readonly number[]): number {
  return expected.reduce((sum, value, i) => sum + Math.abs(value - drawn[i]! / 255), 0) / expected.length;
}
