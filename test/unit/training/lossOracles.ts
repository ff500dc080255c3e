import type { LossName } from '../../../src/training/losses';
import { combine, correlate, type Face, gaussianKernel, type Plane } from './planes';

/** A loss of one face in float64, written from its paper: a map of one plane or three, or one number. */
export type LossOracle = (made: Face, wanted: Face) => readonly Plane[] | number;

const perPixel =
  (formula: (difference: number) => number): LossOracle =>
  (x, y) =>
    x.map((plane, c) => combine((p, q) => formula(p - q), plane, y[c]!));

const perColour =
  (formula: (x: Plane, y: Plane) => Plane): LossOracle =>
  (x, y) =>
    x.map((plane, c) => formula(plane, y[c]!));

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** SSIM and its factor of contrast and structure, by windows. */
export function similarity(x: Plane, y: Plane, kernel: Plane): { ssim: Plane; structure: Plane } {
  const blur = (plane: Plane) => correlate(plane, kernel, 'reflect');
  const product = (a: Plane, b: Plane) => combine((p, q) => p * q, a, b);
  const [mx, my, xx, yy, xy] = [blur(x), blur(y), blur(product(x, x)), blur(product(y, y)), blur(product(x, y))];
  const structure = combine(
    (a, b, aa, bb, ab) => (2 * (ab - a * b) + 0.0009) / (Math.max(0, aa - a * a) + Math.max(0, bb - b * b) + 0.0009),
    ...[mx, my, xx, yy, xy],
  );
  const luminance = combine((a, b) => (2 * a * b + 0.0001) / (a * a + b * b + 0.0001), mx, my);
  return { structure, ssim: product(luminance, structure) };
}

export const lossOracles: Readonly<Record<LossName, LossOracle>> = {
  mae: perPixel(Math.abs),
  mse: perPixel((d) => d * d),
  logcosh: perPixel((d) => Math.log(Math.cosh(d))),
  // Barron's equation 8, "L1-L2 loss": the general loss at alpha = 1.
  smooth_loss: perPixel((d) => (Math.sqrt((d * 255) ** 2 + 1) - 1) / 255),
  l_inf_norm: (x, y) => mean(x.map((plane, c) => Math.max(...combine((p, q) => Math.abs(p - q), plane, y[c]!).flat()))),
  ssim: perColour((x, y) => combine((s) => 1 - s, similarity(x, y, gaussianKernel(11, 1.5)).ssim)),
};
