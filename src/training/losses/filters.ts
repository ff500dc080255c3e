import type { Matrix } from '../../tensor/ops';

/** The values beyond the edge of an image: the image mirrored at the outermost pixel, or that pixel repeated. */
export type Edge = 'reflect' | 'replicate';

export interface Gaussian {
  /** Taps, an odd number. */
  readonly taps: number;
  /** Pixels. */
  readonly sigma: number;
}

/** Returns the weights of a Gaussian, whose sum is one. */
export function gaussianTaps({ taps, sigma }: Gaussian): readonly number[] {
  const reach = (taps - 1) / 2;
  const bell = Array.from({ length: taps }, (_, k) => Math.exp(-((k - reach) ** 2) / (2 * sigma ** 2)));
  const total = bell.reduce((sum, weight) => sum + weight, 0);
  return bell.map((weight) => weight / total);
}

/** Returns the matrix [size, size] of a correlation with an odd number of taps (the taps are not reversed). */
export function filterMatrix(size: number, taps: readonly number[], edge: Edge): Matrix {
  const reach = (taps.length - 1) / 2;
  const inside = edge === 'reflect' ? reflected : replicated;
  return Array.from({ length: size }, (_, i) => {
    const row = new Array<number>(size).fill(0);
    for (const [k, weight] of taps.entries()) row[inside(i + k - reach, size)]! += weight;
    return row;
  });
}

/** Returns the matrix [ceil(size / 2), size] that averages pairs of pixels; an odd last pixel is kept. */
export function halvingMatrix(size: number): Matrix {
  return Array.from({ length: Math.ceil(size / 2) }, (_, i) => {
    const row = new Array<number>(size).fill(0);
    for (const j of [2 * i, 2 * i + 1]) row[Math.min(j, size - 1)]! += 0.5;
    return row;
  });
}

/** Returns the matrix [to, from] of a bilinear interpolation between pixel centers, with the outermost pixels repeated. */
export function bilinearMatrix(from: number, to: number): Matrix {
  return Array.from({ length: to }, (_, i) => {
    const row = new Array<number>(from).fill(0);
    const place = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const left = Math.floor(place);
    row[left]! += 1 - (place - left);
    row[Math.min(left + 1, from - 1)]! += place - left;
    return row;
  });
}

/** Returns the index of a pixel beyond the edge, mirrored about the edge's pixel. */
function reflected(i: number, size: number): number {
  if (i < 0) return reflected(-i, size);
  return i < size ? i : reflected(2 * (size - 1) - i, size);
}

function replicated(i: number, size: number): number {
  return Math.min(Math.max(i, 0), size - 1);
}
