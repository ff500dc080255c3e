import type { TrainOptions } from '../../options/trainOptions';
import type { Value } from '../../tensor/graph';
import { add, multiply, slice } from '../../tensor/ops';

/**
 * How much each pixel counts: face · (1 + eyes · eye_multiplier) · (1 + mouth · mouth_multiplier), as faceswap weights.
 * @param masks [N, H, W, 3], 0..1: face, eyes, mouth.
 * @returns [N, H, W, 1], or undefined where every pixel counts alike.
 */
export function pixelWeights(masks: Value, options: TrainOptions['global.loss']): Value | undefined {
  if (!options.penalized_mask_loss) return undefined;
  const [n, height, width] = masks.shape as [number, number, number];
  const mask = (channel: number) => slice(masks, [0, 0, 0, channel], [n, height, width, 1]);
  let weights = mask(0);
  if (options.eye_multiplier > 1) weights = multiply(weights, add(multiply(mask(1), options.eye_multiplier), 1));
  if (options.mouth_multiplier > 1) weights = multiply(weights, add(multiply(mask(2), options.mouth_multiplier), 1));
  return weights;
}
