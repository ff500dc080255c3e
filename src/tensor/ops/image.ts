import type { Value } from '../graph';
import { broadcastTo, reshape, transpose } from './shape';

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
