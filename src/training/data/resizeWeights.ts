/**
 * Matrices [to, from], row-major, that resize one axis: an image is resized by two matrix products. Pixel centers are as
 * in OpenCV: output i lies at (i + 0.5)·from/to - 0.5.
 */

/** Computes area weights: each output is the average of the inputs that it covers: OpenCV's INTER_AREA. Requires `to <= from`. */
export function computeAreaWeights(from: number, to: number): Float32Array {
  const weights = new Float32Array(to * from);
  const stretch = from / to;
  for (let i = 0; i < to; i++) {
    const [start, end] = [i * stretch, (i + 1) * stretch];
    for (let j = Math.floor(start); j < Math.min(from, Math.ceil(end)); j++)
      weights[i * from + j] = (Math.min(end, j + 1) - Math.max(start, j)) / stretch;
  }
  return weights;
}

/** Computes the weights of a cubic convolution (Keys 1981) with a = -0.75 and repeated edges: OpenCV's INTER_CUBIC. */
export function computeCubicWeights(from: number, to: number): Float32Array {
  return tapWeights(from, to, [-1, 0, 1, 2], (distance) => {
    const [a, d] = [-0.75, Math.abs(distance)];
    return d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
  });
}

/** Computes bilinear weights with repeated edges: OpenCV's INTER_LINEAR. */
export function computeLinearWeights(from: number, to: number): Float32Array {
  return tapWeights(from, to, [0, 1], (distance) => 1 - Math.abs(distance));
}

function tapWeights(
  from: number,
  to: number,
  taps: readonly number[],
  kernel: (distance: number) => number,
): Float32Array {
  const weights = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const position = ((i + 0.5) * from) / to - 0.5;
    const base = Math.floor(position);
    for (const tap of taps) {
      const column = Math.min(from - 1, Math.max(0, base + tap));
      weights[i * from + column]! += kernel(base + tap - position);
    }
  }
  return weights;
}

/** Returns a Gaussian of `kernel` taps (odd) with mirrored edges and OpenCV's width for that kernel. */
export function computeGaussianWeights(size: number, kernel: number): Float32Array {
  const sigma = 0.3 * ((kernel - 1) * 0.5 - 1) + 0.8;
  const reach = (kernel - 1) / 2;
  const taps = Array.from({ length: kernel }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)));
  const sum = taps.reduce((total, tap) => total + tap, 0);
  const weights = new Float32Array(size * size);
  for (let i = 0; i < size; i++)
    taps.forEach((tap, k) => {
      const column = Math.abs(i + k - reach);
      weights[i * size + (column < size ? column : 2 * (size - 1) - column)]! += tap / sum;
    });
  return weights;
}
