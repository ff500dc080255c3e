import { add, divide, maximum, multiply, square, subtract } from '../../tensor/ops';
import { type Gaussian, gaussianBlur } from './gaussianBlur';
import type { Loss } from './loss';

const window: Gaussian = { taps: 11, sigma: 1.5 };
const c1 = 0.01 ** 2;
const c2 = 0.03 ** 2;

/**
 * 1 - SSIM (Wang, Bovik, Sheikh and Simoncelli 2004, equation 13), for values of 0..1.
 * The variances stand only as a sum in the formula, so they are blurred as one; rounding must not make it negative.
 */
export const ssim: Loss = (x, y) => {
  const blur = (image: typeof x) => gaussianBlur(image, window);
  const meanX = blur(x);
  const meanY = blur(y);
  const meanProduct = multiply(meanX, meanY);
  const meanSquares = add(square(meanX), square(meanY));
  const variances = maximum(subtract(blur(add(square(x), square(y))), meanSquares), 0);
  const covariance = subtract(blur(multiply(x, y)), meanProduct);
  const likeness = multiply(add(multiply(meanProduct, 2), c1), add(multiply(covariance, 2), c2));
  return subtract(1, divide(likeness, multiply(add(meanSquares, c1), add(variances, c2))));
};
