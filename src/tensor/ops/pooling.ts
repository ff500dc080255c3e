import type { Value } from '../graph';
import { gather } from './gather';
import { max, mean } from './reduce';
import { reshape, slice } from './shape';

/** Square windows, in pixels; the same along both axes. */
export interface PoolOptions {
  readonly size: number;
  readonly stride: number;
  /** Pixels that windows may reach beyond the edges, default none; they never win. */
  readonly before?: number;
  readonly after?: number;
  /** Whether a last window that is not full counts. */
  readonly partial?: boolean;
}

/** The largest value of each window of [N, H, W, C], per channel; first over rows, then over columns. */
export function maxPool(x: Value, options: PoolOptions): Value {
  return [1, 2].reduce((image, axis) => {
    const indices = listWindows(image.shape[axis]!, options);
    return max(gather(image, indices, axis, [indices.length / options.size, options.size]), [axis + 1]);
  }, x);
}

/** The mean of each block of `size` by `size` pixels of [N, H, W, C], per channel; pixels that fill no block are left out. */
export function averagePool(x: Value, size: number): Value {
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  const [rows, columns] = [Math.floor(height / size), Math.floor(width / size)];
  const whole =
    rows * size === height && columns * size === width
      ? x
      : slice(x, [0, 0, 0, 0], [n, rows * size, columns * size, channels]);
  return mean(reshape(whole, [n, rows, size, columns, size, channels]), [2, 4]);
}

/** The pixels of each window; one beyond the edge gives way to the edge's own, which is in its window too. */
function listWindows(
  extent: number,
  { size, stride, before = 0, after = 0, partial = false }: PoolOptions,
): Int32Array {
  const steps = (extent + before + after - size) / stride;
  const most = (partial ? Math.ceil(steps) : Math.floor(steps)) + 1;
  const count = (most - 1) * stride >= extent + before ? most - 1 : most;
  if (count < 1) throw new Error(`maxPool: a window of ${size} is larger than ${extent} pixels`);
  return Int32Array.from({ length: count * size }, (_, i) =>
    Math.min(Math.max(Math.floor(i / size) * stride + (i % size) - before, 0), extent - 1),
  );
}
