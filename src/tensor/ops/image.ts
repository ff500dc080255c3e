import type { Value } from '../graph';
import { add, multiply } from './binary';
import { broadcastTo, concat, reshape, slice, transpose } from './shape';

/**
 * Depth to space in TensorFlow's channel order: [N, H, W, r·r·C] to [N, H·r, W·r, C]; input channel (i·r + j)·C + c goes
 * to row i and column j of the block (arXiv 1609.05158; tf.nn.depth_to_space, NHWC).
 */
export function pixelShuffle(x: Value, ratio = 2): Value {
  const [n, h, w, channels] = x.shape as [number, number, number, number];
  const depth = channels / (ratio * ratio);
  if (x.shape.length !== 4 || !Number.isInteger(depth))
    throw new Error(`pixelShuffle: [${x.shape.join(', ')}] has no channels for blocks of ${ratio} by ${ratio}`);
  const blocks = transpose(reshape(x, [n, h, w, ratio, ratio, depth]), [0, 1, 3, 2, 4, 5]);
  return reshape(blocks, [n, h * ratio, w * ratio, depth]);
}

/** Repeats each pixel of [N, H, W, C] so many times in both directions. */
export function upsampleNearest(x: Value, ratio = 2): Value {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const spread = broadcastTo(reshape(x, [n, h, 1, w, 1, c]), [n, h, ratio, w, ratio, c]);
  return reshape(spread, [n, h * ratio, w * ratio, c]);
}

/** [N, H, W, C] to [N, H·ratio, W·ratio, C], bilinearly between the centres of pixels, the outermost ones repeated. */
export function upsampleBilinear(x: Value, ratio = 2): Value {
  return [1, 2].reduce((image, axis) => upsampleAxis(image, axis, ratio), x);
}

/** Each pixel becomes `ratio` mixtures of itself and the nearer of its neighbours. */
function upsampleAxis(x: Value, axis: number, ratio: number): Value {
  const [before, after] = [shiftByOne(x, axis, -1), shiftByOne(x, axis, 1)];
  const mixtures = Array.from({ length: ratio }, (_, phase) => {
    const offset = (phase + 0.5) / ratio - 0.5;
    const share = Math.abs(offset);
    return share === 0 ? x : add(multiply(x, 1 - share), multiply(offset < 0 ? before : after, share));
  });
  const apart = [...x.shape.slice(0, axis + 1), 1, ...x.shape.slice(axis + 1)];
  const together = concat(
    mixtures.map((mixture) => reshape(mixture, apart)),
    axis + 1,
  );
  return reshape(
    together,
    x.shape.map((extent, i) => (i === axis ? extent * ratio : extent)),
  );
}

/** The pixels one step before or after those of x; at the edge, x's own. */
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
