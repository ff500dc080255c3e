import type { Graph, Value } from '../graph';
import { matmul } from './matmul';
import { reshape, transpose } from './shape';

/** Rows of numbers. */
export type Matrix = readonly (readonly number[])[];

/**
 * A linear map of images that handles columns and rows separately: blurs, differences, resizing, Fourier transforms. It
 * consists of two matrix products. The matrices include the treatment of edges, so that no padded copy is needed. Its
 * gradient consists of matrix products too.
 * @param down [H', H], applied to columns
 * @param along [W', W], applied to rows
 * @returns a function from [N, H, W, channels] to [N, H', W', channels]. All its uses share the two matrices
 */
export function separable(graph: Graph, down: Matrix, along: Matrix, channels: number): (images: Value) => Value {
  const [height, width] = [down.length, along.length];
  const vertical = graph.constant(toRowMajor(down), [height, down[0]!.length]);
  const spread = repeatPerChannel(along, channels);
  const horizontal = graph.constant(toRowMajor(spread), [spread.length, spread[0]!.length]);
  return (images) => {
    const [n, rows, columns] = images.shape as [number, number, number];
    const stacked = matmul(vertical, reshape(images, [n, rows, columns * channels]));
    const mapped = matmul(reshape(stacked, [n * height, columns * channels]), horizontal, { transposeB: true });
    return reshape(mapped, [n, height, width, channels]);
  };
}

function toRowMajor(matrix: Matrix): Float32Array {
  return Float32Array.from(matrix.flat());
}

/** Returns the matrix for pixels of several channels: Kronecker product with the identity. */
function repeatPerChannel(matrix: Matrix, channels: number): Matrix {
  if (channels === 1) return matrix;
  return matrix.flatMap((row) =>
    Array.from({ length: channels }, (_, channel) =>
      row.flatMap((value) => Array.from({ length: channels }, (_, c) => (c === channel ? value : 0))),
    ),
  );
}

/** [N, H, W, C] to [N·C, H, W, 1]: what follows needs no wide matrices for several channels. */
export function toChannelPlanes(images: Value): Value {
  const [n, height, width, channels] = images.shape as [number, number, number, number];
  return reshape(transpose(images, [0, 3, 1, 2]), [n * channels, height, width, 1]);
}

/** The reverse of {@link toChannelPlanes}. */
export function fromChannelPlanes(planes: Value, channels: number): Value {
  const [count, height, width] = planes.shape as [number, number, number];
  return transpose(reshape(planes, [count / channels, channels, height, width]), [0, 2, 3, 1]);
}
