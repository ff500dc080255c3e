import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { findConvexHull, type Point } from '../../../../src/faces/geometry';
import { listLandmarkPairs } from '../../../../src/faces/landmarks';
import { Random } from '../../../../src/tensor/random';
import {
  defaultAmounts,
  type FaceAugmentation,
  withoutColor,
  withoutFlip,
  withoutWarp,
} from '../../../../src/training/data/augment/augmentation';
import { openAugmenter } from '../../../../src/training/data/augment/augmenter';
import {
  PiecewiseWarp,
  type ShapeChange,
  transformLandmarks,
} from '../../../../src/training/data/augment/landmarkWarp';
import { findNearestShapes } from '../../../../src/training/data/similarFaces';
import { noAugmentation } from '../../../support/training/noAugmentation';
import { createFrontalLandmarks } from '../../../support/training/syntheticFaces';

const size = 64;
const amounts = { ...defaultAmounts, ...withoutColor, warpToLandmarks: true };

/** A face in the middle of the picture, every point moved by about `deviation` pixels. */
function createFace(random: Random, deviation: number): Float32Array {
  return Float32Array.from(
    createFrontalLandmarks().flatMap(([x, y]) => [16 + 30 * x, 12 + 30 * y]),
    (v) => v + random.normal() * deviation,
  );
}

/** Planes [3, size, size] without sharp edges. */
const planes = Uint8Array.from({ length: 3 * size * size }, (_, i) => {
  const [c, y, x] = [Math.floor(i / size / size), Math.floor(i / size) % size, i % size];
  return Math.round(127 + 100 * Math.sin((x * (c + 1)) / 11 + c) * Math.cos((y * (3 - c)) / 13));
});

/** A picture's value at a place between pixels, bilinear; the edge repeats. */
function interpolate(pixelAt: (x: number, y: number) => number, x: number, y: number): number {
  const inside = (p: number) => Math.min(size - 1, Math.max(0, p));
  const [px, py] = [inside(x), inside(y)];
  const [x0, y0] = [Math.floor(px), Math.floor(py)];
  const pixel = (ix: number, iy: number) => pixelAt(inside(ix), inside(iy));
  const row = (iy: number) => pixel(x0, iy) * (1 - (px - x0)) + pixel(x0 + 1, iy) * (px - x0);
  return row(y0) * (1 - (py - y0)) + row(y0 + 1) * (py - y0);
}

const sourceAt = (channel: number, x: number, y: number) =>
  interpolate((px, py) => planes[(channel * size + py) * size + px]!, x, y);

/** Lists the points that control the warp: jaw points that lie among the features of either face are left out. */
function listControlPoints({ from, to }: ShapeChange) {
  const [source, target] = [listLandmarkPairs(from), listLandmarkPairs(to)] as [Point[], Point[]];
  const hull = findConvexHull([...source.slice(17), ...target.slice(17)]);
  const within = ([x, y]: Point) =>
    hull.every(([ax, ay], i) => {
      const [bx, by] = hull[(i + 1) % hull.length]!;
      return (bx - ax) * (y - ay) > (by - ay) * (x - ax);
    });
  const kept = source.map((_, i) => i).filter((i) => i >= 17 || !(within(source[i]!) || within(target[i]!)));
  const ends = [0, (size - 1) / 2, size - 1];
  const border = ends.flatMap((y) => ends.map((x): Point => [x, y])).filter((_, i) => i !== 4);
  return {
    from: [...kept.map((i) => source[i]!), ...border],
    to: [...kept.map((i) => target[i]!), ...border],
  };
}

/** Finds every triangle whose circumcircle contains no other point, by trying them all. */
function findEmptyTriangles(points: readonly Point[]): (readonly [number, number, number])[] {
  const found: (readonly [number, number, number])[] = [];
  for (let i = 0; i < points.length; i++)
    for (let j = i + 1; j < points.length; j++)
      for (let k = j + 1; k < points.length; k++) {
        const [[ax, ay], [bx, by], [cx, cy]] = [points[i]!, points[j]!, points[k]!];
        const d = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by));
        if (Math.abs(d) < 1e-9) continue;
        const [aa, bb, cc] = [ax ** 2 + ay ** 2, bx ** 2 + by ** 2, cx ** 2 + cy ** 2];
        const x = (aa * (by - cy) + bb * (cy - ay) + cc * (ay - by)) / d;
        const y = (aa * (cx - bx) + bb * (ax - cx) + cc * (bx - ax)) / d;
        const radius = Math.hypot(ax - x, ay - y);
        const holds = ([px, py]: Point, m: number) =>
          m !== i && m !== j && m !== k && Math.hypot(px - x, py - y) < radius - 1e-9;
        if (!points.some(holds)) found.push([i, j, k]);
      }
  return found;
}

/** Returns the source of pixel (x, y): barycentric interpolation in the triangle that contains it, in float64. */
function locateSource(
  x: number,
  y: number,
  points: ReturnType<typeof listControlPoints>,
  triangles: ReturnType<typeof findEmptyTriangles>,
) {
  for (const triangle of triangles) {
    const [[ax, ay], [bx, by], [cx, cy]] = triangle.map((i) => points.to[i]!) as [Point, Point, Point];
    const d = (by - cy) * (ax - cx) + (cx - bx) * (ay - cy);
    const u = ((by - cy) * (x - cx) + (cx - bx) * (y - cy)) / d;
    const v = ((cy - ay) * (x - cx) + (ax - cx) * (y - cy)) / d;
    if (Math.min(u, v, 1 - u - v) < -1e-9) continue;
    const [p, q, r] = triangle.map((i) => points.from[i]!) as [Point, Point, Point];
    return [0, 1].map((k) => u * p[k as 0]! + v * q[k as 0]! + (1 - u - v) * r[k as 0]!) as [number, number];
  }
  throw new Error(`no triangle holds ${x}, ${y}`);
}

async function augmentWith(change: ShapeChange, draw: FaceAugmentation = noAugmentation) {
  const augmenter = await openAugmenter({ inputSize: size, outputSize: size }, amounts);
  const made = await augmenter.augment(planes, planes, [draw], [change]);
  await augmenter.release();
  return made;
}

const findLargestDifference = (a: Uint8Array, b: (i: number) => number) =>
  Math.max(...a.map((v, i) => Math.abs(v - b(i))));

describe('the warp to landmarks', () => {
  it('does not change a face that already has the shape', async () => {
    const own = createFace(new Random(1), 1);
    const { input, target } = await augmentWith({ from: own, to: own });
    expect(input).toEqual(target);
  });

  it.each([3, 4, 5])('equals linear interpolation over an exhaustive Delaunay search (seed %i)', async (seed) => {
    const random = new Random(seed);
    // The jaw is pulled in, so that some of its points lie among the other features.
    const to = createFace(random, 2).map((v, i) => (i < 34 ? 0.6 * v + 0.4 * 30 : v));
    const change = { from: createFace(random, 1), to };
    const points = listControlPoints(change);
    expect(points.to.length).toBeLessThan(76);
    const triangles = findEmptyTriangles(points.to);
    const { input, target } = await augmentWith(change);
    let worst = 0;
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) {
        const from = locateSource(x, y, points, triangles);
        for (let c = 0; c < 3; c++)
          worst = Math.max(worst, Math.abs(input[(y * size + x) * 3 + c]! - sourceAt(c, ...from)));
      }
    expect(worst).toBeLessThan(0.6);
    expect(findLargestDifference(target, (i) => planes[(i % 3) * size * size + Math.floor(i / 3)]!)).toBe(0);
  });

  it.skipIf(!hasScipy())('has the map of scipy.interpolate.griddata (skipped without Python and scipy)', () => {
    const random = new Random(8);
    const change = { from: createFace(random, 1), to: createFace(random, 2) };
    const program = `
import json, sys, numpy as np
from scipy.interpolate import griddata
p = json.load(sys.stdin)
y, x = np.mgrid[0:${size}, 0:${size}]
print(json.dumps(griddata(np.array(p['to']), np.array(p['from']), (x, y), method='linear').tolist()))`;
    const grid = JSON.parse(
      execFileSync('python3', ['-c', program], {
        input: JSON.stringify(listControlPoints(change)),
        maxBuffer: 2 ** 26,
      }).toString(),
    ) as number[][][];
    const warp = new PiecewiseWarp(1, size);
    warp.addFace(0, change);
    let worst = 0;
    for (let i = 0; i < size * size; i++) {
      const [x, y, first] = [i % size, Math.floor(i / size), 6 * warp.mapIndexes[i]!];
      for (const k of [0, 1]) {
        const [a, b, c] = [warp.maps[first + k]!, warp.maps[first + 2 + k]!, warp.maps[first + 4 + k]!];
        worst = Math.max(worst, Math.abs(a * x + b * y + c - grid[y]![x]![k]!));
      }
    }
    expect(worst).toBeLessThan(1e-4);
  });

  it('rotates, zooms, shifts and flips both shapes like the image', async () => {
    const draw = { ...noAugmentation, rotationDegrees: 9, scale: 1.05, shift: [2.5, -1.5] as const, flip: true };
    const points = createFace(new Random(6), 1);
    const { target, input } = await augmentWith({ from: points, to: points }, draw);
    const moved = listLandmarkPairs(transformLandmarks(points, size, draw));
    listLandmarkPairs(points).forEach(([x, y], i) => {
      const shown = interpolate((px, py) => target[(py * size + px) * 3]!, ...moved[i]!);
      expect(Math.abs(shown - sourceAt(0, x, y))).toBeLessThan(2.5);
    });
    expect(findLargestDifference(input, (i) => target[i]!)).toBeLessThanOrEqual(1);
  });

  it('of a flipped face is the flipped warp', async () => {
    const random = new Random(9);
    const change = { from: createFace(random, 1), to: createFace(random, 2) };
    const plain = await augmentWith(change);
    const mirrored = await augmentWith(change, { ...noAugmentation, flip: true });
    const back = (i: number) =>
      plain.input[(Math.floor(i / 3 / size) * size + size - 1 - (Math.floor(i / 3) % size)) * 3 + (i % 3)]!;
    expect(findLargestDifference(mirrored.input, back)).toBeLessThanOrEqual(1);
  });

  it('gives each face of a batch its own shape', async () => {
    const random = new Random(10);
    const changes = Array.from({ length: 40 }, () => ({ from: createFace(random, 1), to: createFace(random, 2) }));
    const augmenter = await openAugmenter({ inputSize: size, outputSize: size }, amounts);
    const all = Uint8Array.from({ length: 40 * planes.length }, (_, i) => planes[i % planes.length]!);
    const together = await augmenter.augment(
      all,
      all,
      changes.map(() => noAugmentation),
      changes,
    );
    for (const i of [0, 7, 39]) {
      const alone = await augmenter.augment(planes, planes, [noAugmentation], [changes[i]!]);
      expect(together.input.slice(i * planes.length, (i + 1) * planes.length)).toEqual(alone.input);
    }
    await augmenter.release();
  });

  it('survives landmarks that coincide or lie far outside', async () => {
    const own = createFace(new Random(12), 1);
    for (const to of [own.map(() => 30), own.map((v, i) => (i % 7 === 0 ? 1e6 : v)), own.map((v) => v + 500)]) {
      const { input } = await augmentWith({ from: own, to });
      expect(input).toHaveLength(size * size * 3);
    }
  });
});

it('the most similar faces have the smallest squared distance', () => {
  const random = new Random(14);
  const shapes = Array.from({ length: 50 }, () => createFace(random, 3));
  const own = createFace(random, 1);
  const distance = (i: number) => shapes[i]!.reduce((sum, v, k) => sum + (v - own[k]!) ** 2, 0);
  const nearest = findNearestShapes(shapes, own, 10);
  const limit = Math.max(...nearest.map(distance));
  expect(new Set(nearest).size).toBe(10);
  expect(shapes.filter((_, i) => distance(i) <= limit)).toHaveLength(10);
  expect(findNearestShapes(shapes.slice(0, 3), own, 3)).toHaveLength(3);
});

it('the switches also switch off the warp to landmarks', () => {
  expect({ ...amounts, ...withoutWarp, ...withoutFlip }).toMatchObject({
    warpToLandmarks: false,
    warpDeviation: 0,
    flipChance: 0,
  });
});

function hasScipy(): boolean {
  try {
    execFileSync('python3', ['-c', 'import scipy.interpolate'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
