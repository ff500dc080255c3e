import type { Value } from '../../tensor/graph';
import { separable } from '../../tensor/ops';
import { type Edge, filterMatrix, type Gaussian, gaussianTaps } from './filters';

/** Creates a Gaussian blur for images shaped like `like`, [N, H, W, C]. */
export function gaussianBlur(like: Value, gaussian: Gaussian, edge: Edge): (images: Value) => Value {
  const [, height, width, channels] = like.shape as [number, number, number, number];
  const taps = gaussianTaps(gaussian);
  return separable(like.graph, filterMatrix(height, taps, edge), filterMatrix(width, taps, edge), channels);
}
