/** The window of SSIM: 11 pixels, a deviation of 1.5. */
const radius = 5;
const deviation = 1.5;
const weights = normalize(
  Float64Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * deviation ** 2))),
);

function normalize(values: Float64Array): Float64Array {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}

/** Averages a square plane by the window around each pixel; beyond the border the last pixel is repeated. */
export function blurByWindow(plane: Float32Array, size: number): Float64Array {
  const rows = blurLines(Float64Array.from(plane), size, 1, size);
  return blurLines(rows, size, size, 1);
}

/** @param step from one pixel of a line to the next @param stride from one line to the next */
function blurLines(from: Float64Array, size: number, step: number, stride: number): Float64Array {
  const to = new Float64Array(from.length);
  for (let line = 0; line < size; line++)
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let k = -radius; k <= radius; k++)
        sum += weights[k + radius]! * from[line * stride + Math.min(size - 1, Math.max(0, i + k)) * step]!;
      to[line * stride + i * step] = sum;
    }
  return to;
}
