import type { OnnxBuilder, OnnxValue } from '../../../tensor/onnx/builder';
import { computeAreaWeights, computeLinearWeights } from '../resizeWeights';
import { type FaceAugmentation, warpGridPoints } from './augmentation';

/**
 * Positions from which pixels are sampled: rotation, zoom, shift and flip in one map, the random warp in another. They are
 * in the units of ONNX' GridSample: -1 is the center of the first pixel, 1 that of the last.
 */

/** Computes the matrix [3, 2] for {@link buildTransformPositions}: from (x, y, 1) of the result to (x, y) of the source. */
export function computeTransformMatrix(size: number, face: FaceAugmentation): readonly number[] {
  const angle = (face.rotationDegrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle) / face.scale, Math.sin(angle) / face.scale];
  const [dx, dy] = face.shift.map((pixels) => (2 * pixels) / (size - 1)) as [number, number];
  const flip = face.flip ? -1 : 1;
  // OpenCV rotates counterclockwise for positive angles: the source of (x, y) lies at (cos·x - sin·y, sin·x + cos·y).
  return [flip * cos, flip * sin, -sin, cos, -dx * cos + dy * sin, -dx * sin - dy * cos];
}

/** Builds the positions [N, size, size, 2] from matrices [N, 3, 2]. */
export function buildTransformPositions(b: OnnxBuilder, matrices: OnnxValue, size: number): OnnxValue {
  const points = new Float32Array(size * size * 3);
  for (let i = 0; i < size * size; i++)
    points.set([normalize(i % size, size), normalize(Math.floor(i / size), size), 1], i * 3);
  const grid = b.node('MatMul', [b.constant(points, [size * size, 3]), matrices]);
  return b.node('Reshape', [grid, b.ints([0, size, size, 2])]);
}

/** Computes the grid [5, 5, 2] for {@link buildWarpPositions}: the source of each point of the warp grid. */
export function computeWarpGrid(size: number, face: FaceAugmentation): readonly number[] {
  const n = warpGridPoints;
  return Array.from({ length: n * n * 2 }, (_, i) => {
    const [axis, point] = [i % 2, Math.floor(i / 2)];
    const along = axis === 0 ? point % n : Math.floor(point / n);
    // Half a pixel less than faceswap's linspace(0, size), with which every warped input is shifted against its target.
    return normalize((along * size) / (n - 1) - 0.5 + face.warp[axis * n * n + point]!, size);
  });
}

/** Builds the positions [N, size, size, 2] from grids [N, 5, 5·2]. The grid spans 1.25 times the image, which lies in its middle. */
export function buildWarpPositions(b: OnnxBuilder, grids: OnnxValue, size: number): OnnxValue {
  const padded = Math.floor(1.25 * size);
  const margin = Math.floor(padded / 10);
  const all = computeLinearWeights(warpGridPoints, padded);
  const weights = b.constant(all.slice(margin * warpGridPoints, (margin + size) * warpGridPoints), [
    size,
    warpGridPoints,
  ]);
  const rows = b.node('Reshape', [b.node('MatMul', [weights, grids]), b.ints([0, size, warpGridPoints, 2])]);
  return b.node('MatMul', [weights, rows]);
}

/** Shrinks [N, C, size, size] to [N, C, to, to]. */
export function shrink(b: OnnxBuilder, image: OnnxValue, size: number, to: number): OnnxValue {
  if (size === to) return image;
  const weights = b.constant(computeAreaWeights(size, to), [to, size]);
  const rows = b.node('MatMul', [weights, image]);
  return b.node('Round', [b.node('MatMul', [rows, b.node('Transpose', [weights])])]);
}

/** Samples whole bytes [N, C, size, size] at positions, bilinear; beyond the border its pixels repeat, or zeros follow. */
export function sample(b: OnnxBuilder, image: OnnxValue, positions: OnnxValue, beyond: 'border' | 'zeros'): OnnxValue {
  const attributes = { mode: 'linear', padding_mode: beyond, align_corners: 1 };
  return b.node('Round', [b.node('GridSample', [image, positions], attributes)]);
}

function normalize(pixel: number, size: number): number {
  return (2 * pixel) / (size - 1) - 1;
}
