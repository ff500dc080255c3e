import type { Matrix3 } from './matrix3';

/**
 * Fits the similarity (rotation, one scale, translation) from `from` to `to` by least squares: Umeyama (1991), which has
 * a closed form in 2D. Both are flat [x0, y0, …] of the same length.
 * @throws Error when all points of `from` are equal.
 */
export function fitSimilarity(from: ArrayLike<number>, to: ArrayLike<number>): Matrix3 {
  const [fromX, fromY] = computeMeanPoint(from);
  const [toX, toY] = computeMeanPoint(to);
  let along = 0;
  let across = 0;
  let variance = 0;
  for (let i = 0; i < from.length; i += 2) {
    const [x, y] = [from[i]! - fromX, from[i + 1]! - fromY];
    const [u, v] = [to[i]! - toX, to[i + 1]! - toY];
    along += x * u + y * v;
    across += x * v - y * u;
    variance += x * x + y * y;
  }
  if (!(variance > 0)) throw new Error('The points to align fall on one spot');
  const [a, b] = [along / variance, across / variance];
  return [a, -b, toX - a * fromX + b * fromY, b, a, toY - b * fromX - a * fromY, 0, 0, 1];
}

function computeMeanPoint(points: ArrayLike<number>): [number, number] {
  let [x, y] = [0, 0];
  for (let i = 0; i < points.length; i += 2) {
    x += points[i]!;
    y += points[i + 1]!;
  }
  const count = points.length / 2;
  return [x / count, y / count];
}
