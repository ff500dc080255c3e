import type { PlainLossName } from '../../../src/training/losses/losses';
import { flipOracle } from './flipOracle';
import {
  combine,
  correlate,
  createGaussianKernel,
  createPlane,
  type Face,
  halve,
  type Plane,
  readPixel,
  resize,
} from './planes';

/**
 * A loss of one face in float64, written from its paper: a map of one plane or three, or one number.
 * @param fixed where `made` was before a small move: weights that a paper does not differentiate are those of there
 */
export type LossOracle = (made: Face, wanted: Face, fixed: Face) => readonly Plane[] | number;

const perPixel =
  (formula: (difference: number) => number): LossOracle =>
  (x, y) =>
    x.map((plane, c) => combine((p, q) => formula(p - q), plane, y[c]!));

const perColor =
  (formula: (x: Plane, y: Plane) => Plane): LossOracle =>
  (x, y) =>
    x.map((plane, c) => formula(plane, y[c]!));

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** SSIM and its factor of contrast and structure, by windows. */
export function computeSimilarity(x: Plane, y: Plane, kernel: Plane): { ssim: Plane; structure: Plane } {
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

function msSsim(x: Plane, y: Plane): Plane {
  const [height, width] = [x.length, x[0]!.length];
  const taps = Math.floor(Math.min(height, width) / 16) === 4 ? 3 : Math.floor(Math.min(height, width) / 16);
  const kernel = createGaussianKernel(taps, 1.5);
  let product = createPlane(height, width, () => 1);
  for (const [scale, exponent] of [0.0448, 0.2856, 0.3001, 0.2363, 0.1333].entries()) {
    const { ssim, structure } = computeSimilarity(x, y, kernel);
    const factor = combine((value) => Math.max(0, value), scale === 4 ? ssim : structure);
    product = combine((p, f) => p * Math.max(1e-4, f) ** exponent, product, resize(factor, height, width));
    [x, y] = [halve(x), halve(y)];
  }
  return combine((likeness) => 1 - likeness, product);
}

const scharr: Plane = [
  [0.0007, 0.0052, 0.037, 0.0052, 0.0007],
  [0.0037, 0.1187, 0.2589, 0.1187, 0.0037],
  [0, 0, 0, 0, 0],
  [-0.0037, -0.1187, -0.2589, -0.1187, -0.0037],
  [-0.0007, -0.0052, -0.037, -0.0052, -0.0007],
];
const transposedScharr: Plane = createPlane(5, 5, (i, j) => scharr[j]![i]!);

function gmsd(x: Plane, y: Plane): Plane {
  const magnitude = (plane: Plane) =>
    combine(Math.hypot, correlate(plane, scharr, 'reflect'), correlate(plane, transposedScharr, 'reflect'));
  return combine((a, b) => 1 - (2 * a * b + 0.0025) / (a * a + b * b + 0.0025), magnitude(x), magnitude(y));
}

function laplacianPyramid(plane: Plane): Plane[] {
  const levels: Plane[] = [];
  for (let level = 0; level < 5; level++) {
    const blurred = correlate(plane, createGaussianKernel(5, 1), 'replicate');
    levels.push(combine((p, b) => p - b, plane, blurred));
    plane = halve(blurred);
  }
  return [...levels, plane];
}

function laploss(x: Plane, y: Plane): Plane {
  const others = laplacianPyramid(y);
  const maps = laplacianPyramid(x).map((level, i) => {
    const difference = combine((p, q) => Math.abs(p - q) / 4 ** i, level, others[i]!);
    return resize(difference, x.length, x[0]!.length);
  });
  return combine((...levels) => levels.reduce((a, b) => a + b), ...maps);
}

function pixelGradientDiff(x: Plane, y: Plane): Plane {
  const rho = (d: number) => ((0.0001 / 1.9999) * (((d * 255) ** 2 / 0.0001 + 1) ** (1.9999 / 2) - 1)) / 255;
  const derivatives = (plane: Plane, i: number, j: number) => {
    const at = (down: number, across: number) => readPixel(plane, i + down, j + across, 'replicate');
    return [
      (at(0, 1) - at(0, -1)) / 2,
      (at(1, 0) - at(-1, 0)) / 2,
      at(0, 1) - 2 * at(0, 0) + at(0, -1),
      at(1, 0) - 2 * at(0, 0) + at(-1, 0),
      (at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / 4,
    ];
  };
  return createPlane(x.length, x[0]!.length, (i, j) => {
    const others = derivatives(y, i, j);
    const [dx, dy, dxx, dyy, dxy] = derivatives(x, i, j).map((value, k) => rho(value - others[k]!));
    return (dx! + dy! + (dxx! + dyy! + 2 * dxy!)) / 2;
  });
}

/** Real and imaginary parts by the definition of the discrete Fourier transform, orthonormal. */
function spectrum(plane: Plane): { readonly re: Plane; readonly im: Plane } {
  const [height, width] = [plane.length, plane[0]!.length];
  const part = (wave: (angle: number) => number) =>
    createPlane(height, width, (u, v) => {
      let sum = 0;
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width; j++)
          sum += plane[i]![j]! * wave(-2 * Math.PI * ((u * i) / height + (v * j) / width));
      return sum / Math.sqrt(height * width);
    });
  return { re: part(Math.cos), im: part(Math.sin) };
}

function ffl(x: Plane, y: Plane, fixed: Plane): Plane {
  const distances = (plane: Plane) => {
    const [a, b] = [spectrum(plane), spectrum(y)];
    return combine((p, q, r, s) => Math.hypot(p - q, r - s), a.re, b.re, a.im, b.im);
  };
  const weights = distances(fixed);
  const largest = Math.max(...weights.flat());
  return combine((distance, weight) => (weight / largest) * distance ** 2, distances(x), weights);
}

export const lossOracles: Readonly<Record<PlainLossName, LossOracle>> = {
  mae: perPixel(Math.abs),
  mse: perPixel((d) => d * d),
  logcosh: perPixel((d) => Math.log(Math.cosh(d))),
  // Barron's equation 8, "L1-L2 loss": the general loss at alpha = 1.
  smooth_loss: perPixel((d) => (Math.sqrt((d * 255) ** 2 + 1) - 1) / 255),
  ms_ssim: perColor(msSsim),
  gmsd: perColor(gmsd),
  laploss: perColor(laploss),
  pixel_gradient_diff: perColor(pixelGradientDiff),
  ffl: (x, y, fixed) => mean(x.flatMap((plane, c) => ffl(plane, y[c]!, fixed[c]!).flat())),
  flip: flipOracle,
  l_inf_norm: (x, y) => mean(x.map((plane, c) => Math.max(...combine((p, q) => Math.abs(p - q), plane, y[c]!).flat()))),
  ssim: perColor((x, y) => combine((s) => 1 - s, computeSimilarity(x, y, createGaussianKernel(11, 1.5)).ssim)),
};
