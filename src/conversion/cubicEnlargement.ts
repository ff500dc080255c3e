/**
 * Returns one axis of an enlargement as a matrix [size·factor, size], row-major: cubic convolution with a = -0.75 (Keys, 1981;
 * OpenCV's INTER_CUBIC), edges repeated.
 */
export function buildCubicEnlargement(size: number, factor: number): Float32Array {
  const weights = new Float32Array(size * factor * size);
  for (let i = 0; i < size * factor; i++) {
    const position = (i + 0.5) / factor - 0.5;
    const first = Math.floor(position) - 1;
    for (let tap = first; tap < first + 4; tap++) {
      const column = Math.min(size - 1, Math.max(0, tap));
      weights[i * size + column]! += keys(Math.abs(position - tap));
    }
  }
  return weights;
}

function keys(distance: number): number {
  const a = -0.75;
  return distance <= 1
    ? ((a + 2) * distance - (a + 3)) * distance ** 2 + 1
    : ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
}
