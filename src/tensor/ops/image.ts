import type { Value } from '../graph';
import { add, multiply } from './broadcasting';
import { gather } from './gather';
import { max, mean } from './reduce';
import { broadcastTo, concat, reshape, slice, transpose } from './shape';

/** Operators on images [N, H, W, C] that are composed of other operators: enlarging, padding, pooling. */

/**
 * Depth to space in TensorFlow's channel order: [N, H, W, r·r·C] to [N, H·r, W·r, C]. Input channel (i·r + j)·C + c
 * becomes row i and column j of the block (arXiv 1609.05158; tf.nn.depth_to_space, NHWC).
 */
export function pixelShuffle(x: Value, ratio = 2): Value {
  const [n, h, w, channels] = x.shape as [number, number, number, number];
  const depth = channels / (ratio * ratio);
  if (x.shape.length !== 4 || !Number.isInteger(depth))
    throw new Error(`pixelShuffle: [${x.shape.join(', ')}] has no channels for blocks of ${ratio} by ${ratio}`);
  const blocks = transpose(reshape(x, [n, h, w, ratio, ratio, depth]), [0, 1, 3, 2, 4, 5]);
  return reshape(blocks, [n, h * ratio, w * ratio, depth]);
}

/** Repeats each pixel of [N, H, W, C] `ratio` times in both directions. */
export function upsampleNearest(x: Value, ratio = 2): Value {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const repeated = broadcastTo(reshape(x, [n, h, 1, w, 1, c]), [n, h, ratio, w, ratio, c]);
  return reshape(repeated, [n, h * ratio, w * ratio, c]);
}

/**
 * Enlarges [N, H, W, C] to [N, H·ratio, W·ratio, C] by bilinear interpolation between the centers of pixels. Pixels at
 * the edges are repeated.
 */
export function upsampleBilinear(x: Value, ratio = 2): Value {
  return [1, 2].reduce((image, axis) => upsampleAxis(image, axis, ratio), x);
}

/** Replaces each pixel by `ratio` mixtures of itself and the nearer one of its neighbors along `axis`. */
function upsampleAxis(x: Value, axis: number, ratio: number): Value {
  const [before, after] = [shiftByOne(x, axis, -1), shiftByOne(x, axis, 1)];
  const mixtures = Array.from({ length: ratio }, (_, phase) => {
    const offset = (phase + 0.5) / ratio - 0.5;
    const share = Math.abs(offset);
    return share === 0 ? x : add(multiply(x, 1 - share), multiply(offset < 0 ? before : after, share));
  });
  const splitShape = [...x.shape.slice(0, axis + 1), 1, ...x.shape.slice(axis + 1)];
  const joined = concat(
    mixtures.map((mixture) => reshape(mixture, splitShape)),
    axis + 1,
  );
  return reshape(
    joined,
    x.shape.map((extent, i) => (i === axis ? extent * ratio : extent)),
  );
}

/** Returns for each pixel of x the one before it (-1) or after it (1) along `axis`; at the edge, the pixel itself. */
function shiftByOne(x: Value, axis: number, step: -1 | 1): Value {
  const extent = x.shape[axis]!;
  const part = (first: number, count: number) =>
    slice(
      x,
      x.shape.map((_, i) => (i === axis ? first : 0)),
      x.shape.map((whole, i) => (i === axis ? count : whole)),
    );
  if (extent === 1) return x;
  return step < 0
    ? concat([part(0, 1), part(0, extent - 1)], axis)
    : concat([part(1, extent - 1), part(extent - 1, 1)], axis);
}

/** Pixels to add on each side of an image. */
export interface Margins {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * Pads [N, H, W, C] to [N, top + H + bottom, left + W + right, C] with the mirror image of the pixels inside, without
 * repeating the edge.
 */
export function reflectPad(x: Value, { top, bottom, left, right }: Margins): Value {
  return reflectAxis(reflectAxis(x, 1, top, bottom), 2, left, right);
}

function reflectAxis(x: Value, axis: number, before: number, after: number): Value {
  const extent = x.shape[axis]!;
  if (before >= extent || after >= extent)
    throw new Error(`reflectPad: ${extent} pixels have no mirror image of ${Math.max(before, after)}`);
  if (before + after === 0) return x;
  const last = extent - 1;
  const indices = Int32Array.from(
    { length: before + extent + after },
    (_, place) => last - Math.abs(last - Math.abs(place - before)),
  );
  return gather(x, indices, axis);
}

/** Square windows, in pixels. They are the same along both axes. */
export interface PoolOptions {
  readonly size: number;
  readonly stride: number;
  /** How many pixels windows may reach beyond the edges, 0 by default. Pixels outside are never the largest. */
  readonly before?: number;
  readonly after?: number;
  /** Whether a last window that is not full counts (`ceil_mode` of ONNX). */
  readonly partial?: boolean;
}

/** The largest value of each window of [N, H, W, C], per channel. */
export function maxPool(x: Value, options: PoolOptions): Value {
  return [1, 2].reduce((image, axis) => {
    const indices = listWindowPixels(image.shape[axis]!, options);
    return max(gather(image, indices, axis, [indices.length / options.size, options.size]), [axis + 1]);
  }, x);
}

/**
 * The mean of each block of `size` by `size` pixels of [N, H, W, C], per channel. Pixels that fill no block are left
 * out.
 */
export function averagePool(x: Value, size: number): Value {
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  const [rows, columns] = [Math.floor(height / size), Math.floor(width / size)];
  const whole =
    rows * size === height && columns * size === width
      ? x
      : slice(x, [0, 0, 0, 0], [n, rows * size, columns * size, channels]);
  return mean(reshape(whole, [n, rows, size, columns, size, channels]), [2, 4]);
}

/**
 * Returns the pixels of each window along one axis, [windows · size]. A pixel beyond the edge is replaced by the one at
 * the edge, which is in the same window and so does not change its maximum.
 */
function listWindowPixels(
  extent: number,
  { size, stride, before = 0, after = 0, partial = false }: PoolOptions,
): Int32Array {
  const steps = (extent + before + after - size) / stride;
  const most = (partial ? Math.ceil(steps) : Math.floor(steps)) + 1;
  const count = (most - 1) * stride >= extent + before ? most - 1 : most;
  if (count < 1) throw new Error(`maxPool: a window of ${size} is larger than ${extent} pixels`);
  return Int32Array.from({ length: count * size }, (_, i) =>
    Math.min(Math.max(Math.floor(i / size) * stride + (i % size) - before, 0), extent - 1),
  );
}
