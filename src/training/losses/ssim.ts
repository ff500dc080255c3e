import type { Value } from '../../tensor/graph';
import { add, divide, fromChannelPlanes, maximum, multiply, square, subtract, toChannelPlanes } from '../../tensor/ops';
import type { Gaussian } from './filters';
import { gaussianBlur } from './gaussianBlur';
import type { PlainLoss } from './loss';

const window: Gaussian = { taps: 11, sigma: 1.5 };
const c1 = 0.01 ** 2;
const c2 = 0.03 ** 2;

/** 1 - SSIM (Wang, Bovik, Sheikh and Simoncelli 2004, equation 13), for values of 0..1. */
export const ssim = {
  name: 'ssim',
  help: 'Structural similarity: compares brightness, contrast and structure around each pixel.',
  kind: 'pixel',
  compare(predicted, target) {
    const map = similarity(toChannelPlanes(predicted), toChannelPlanes(target), window).ssim;
    return fromChannelPlanes(subtract(1, map), predicted.shape[3]!);
  },
} as const satisfies PlainLoss;

/**
 * Maps of SSIM and of its factor for contrast and structure, which leaves the luminance out.
 * The formula only contains the sum of the variances, so that sum is blurred once; rounding must not make it negative.
 */
export function similarity(
  x: Value,
  y: Value,
  gaussian: Gaussian,
): { readonly ssim: Value; readonly structure: Value } {
  const blur = gaussianBlur(x, gaussian, 'reflect');
  const [meanX, meanY] = [blur(x), blur(y)];
  const meanProduct = multiply(meanX, meanY);
  const meanSquares = add(square(meanX), square(meanY));
  const variances = add(maximum(subtract(blur(add(square(x), square(y))), meanSquares), 0), c2);
  const covariance = add(multiply(subtract(blur(multiply(x, y)), meanProduct), 2), c2);
  const luminance = add(multiply(meanProduct, 2), c1);
  return {
    ssim: divide(multiply(luminance, covariance), multiply(add(meanSquares, c1), variances)),
    structure: divide(covariance, variances),
  };
}
