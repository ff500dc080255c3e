import type { Value } from '../../tensor/graph';
import { matmul, reshape } from '../../tensor/ops';

export interface Gaussian {
  /** Taps, an odd number. */
  readonly taps: number;
  /** Pixels. */
  readonly sigma: number;
}

/**
 * Blurs [N, H, W, C] with a Gaussian, the edge reflected. A blur along an axis is a product with a banded matrix that
 * has the reflection folded in, so that no padded copy is made, and the gradient is a product again.
 */
export function gaussianBlur(images: Value, gaussian: Gaussian): Value {
  const { graph } = images;
  const [n, height, width, channels] = images.shape as [number, number, number, number];
  const down = graph.constant(blurMatrix(height, gaussian), [height, height]);
  const along = graph.constant(perChannel(blurMatrix(width, gaussian), width, channels), [
    width * channels,
    width * channels,
  ]);
  const rows = matmul(down, reshape(images, [n, height, width * channels]));
  const blurred = matmul(reshape(rows, [n * height, width * channels]), along, { transposeB: true });
  return reshape(blurred, images.shape);
}

/** [size, size]: row i holds what each pixel contributes to blurred pixel i. */
function blurMatrix(size: number, { taps, sigma }: Gaussian): Float32Array {
  const reach = (taps - 1) / 2;
  const bell = Array.from({ length: taps }, (_, k) => Math.exp(-((k - reach) ** 2) / (2 * sigma ** 2)));
  const total = bell.reduce((sum, weight) => sum + weight, 0);
  const matrix = new Float32Array(size * size);
  for (let i = 0; i < size; i++)
    for (const [k, weight] of bell.entries()) {
      matrix[i * size + reflected(i + k - reach, size)]! += weight / total;
    }
  return matrix;
}

/** The matrix for pixels of interleaved channels: Kronecker product with the identity. */
function perChannel(matrix: Float32Array, size: number, channels: number): Float32Array {
  const edge = size * channels;
  const result = new Float32Array(edge * edge);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      for (let c = 0; c < channels; c++) result[(i * channels + c) * edge + j * channels + c] = matrix[i * size + j]!;
  return result;
}

/** Index of a pixel beyond the edge, mirrored about the edge's pixel. */
function reflected(i: number, size: number): number {
  if (i < 0) return -i;
  return i < size ? i : 2 * (size - 1) - i;
}
