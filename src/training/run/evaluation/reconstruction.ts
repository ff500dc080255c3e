import { blurByWindow } from './gaussianWindow';

/** A face as a model draws it, or its picture: RGB, square. */
export interface FaceTile {
  readonly size: number;
  /** size·size·3 bytes. */
  readonly pixels: Uint8Array;
}

/** Constants of SSIM for values 0..255 (Wang et al. 2004). */
const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];

/**
 * Returns the mean structural similarity of two planes of luma where the mask is set, -1..1.
 * @param mask size·size bytes; undefined is returned where none is set
 */
export function computeSsim(a: Float32Array, b: Float32Array, size: number, mask: Uint8Array): number | undefined {
  const blur = (plane: Float32Array) => blurByWindow(plane, size);
  const [meanA, meanB] = [blur(a), blur(b)];
  const [squareA, squareB] = [blur(a.map((value) => value * value)), blur(b.map((value) => value * value))];
  const products = blur(a.map((value, i) => value * b[i]!));
  return averageInside(mask, (i) => {
    const [x, y] = [meanA[i]!, meanB[i]!];
    const [ofA, ofB, common] = [squareA[i]! - x * x, squareB[i]! - y * y, products[i]! - x * y];
    return ((2 * x * y + c1) * (2 * common + c2)) / ((x * x + y * y + c1) * (ofA + ofB + c2));
  });
}

/** A difference of less than one level is not told apart from none. */
const mostDecibels = 60;

/** Returns the peak signal-to-noise ratio of two faces in decibels where the mask is set. */
export function computePsnr(a: FaceTile, b: FaceTile, mask: Uint8Array): number | undefined {
  const error = averageInside(mask, (i) => {
    let sum = 0;
    for (let at = 3 * i; at < 3 * i + 3; at++) sum += (a.pixels[at]! - b.pixels[at]!) ** 2;
    return sum / 3;
  });
  if (error === undefined) return undefined;
  return Math.min(mostDecibels, 10 * Math.log10(255 ** 2 / Math.max(error, Number.EPSILON)));
}

/** Returns the mean of `measure` over the pixels that the mask sets. */
function averageInside(mask: Uint8Array, measure: (pixel: number) => number): number | undefined {
  let [sum, count] = [0, 0];
  for (let i = 0; i < mask.length; i++)
    if (mask[i]! > 127) {
      sum += measure(i);
      count++;
    }
  return count > 0 ? sum / count : undefined;
}
