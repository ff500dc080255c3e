import { invert, type Matrix3 } from '../faces/matrix3';
import type { Warper } from '../faces/warp';
import type { Image } from '../media/frames';

/** What the networks of an evaluation need of a {@link Warper}. */
export type Cutter = Pick<Warper, 'warp'>;

/**
 * Cuts as a {@link Warper} with linear interpolation does, whatever is asked for: small pictures that a session would take
 * ten times as long for.
 */
export const linearCutter: Cutter = {
  warp: async (source, matrix, width, height) => cutLinear(source, matrix, width, height),
};

/** Places and weights are whole numbers of this part of a pixel. */
const places = 1 << 11;

/** Returns RGB pixels of `source` under a map (source pixels → result pixels), sampled linearly; black beyond its edges. */
function cutLinear(source: Image, matrix: Matrix3, width: number, height: number): Uint8Array {
  const [xx, xy, x0, yx, yy, y0] = invert(matrix);
  const cut = new Uint8Array(3 * width * height);
  for (let row = 0; row < height; row++) {
    const [x, y] = [xy * row + x0, yy * row + y0];
    const [first, end] = findInside(source, { x, y, xx, yx }, width);
    for (let column = 0; column < width; column++)
      if (column < first || column >= end)
        sampleAtEdge(source, x + xx * column, y + yx * column, cut, 3 * (row * width + column));
    const start = { x: x + xx * first, y: y + yx * first, xx, yx };
    sampleInside(source, start, cut, 3 * (row * width + first), 3 * (row * width + end));
  }
  return cut;
}

/** A line of samples: the first one, and the step to the next. */
interface SampleLine {
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yx: number;
}

/** Returns the samples of a line whose four neighbors are all in the picture: from the first one to the end. */
function findInside(source: Image, { x, y, xx, yx }: SampleLine, count: number): [first: number, end: number] {
  let [first, end] = [0, count];
  for (const [start, step, last] of [
    [x, xx, source.width - 1],
    [y, yx, source.height - 1],
  ] as const) {
    // Half a place of room on either side, because places are rounded.
    const [low, high] = [1 / places, last - 1 / places];
    if (Math.abs(step) < 1e-9) {
      if (start < low || start > high) end = 0;
      continue;
    }
    const [enter, leave] = [(low - start) / step, (high - start) / step].sort((a, b) => a - b) as [number, number];
    first = Math.max(first, Math.ceil(enter));
    end = Math.min(end, Math.floor(leave) + 1);
  }
  return first < end ? [first, end] : [0, 0];
}

/** Samples a line between neighbors that are all in the picture. */
function sampleInside(source: Image, line: SampleLine, cut: Uint8Array, from: number, end: number): void {
  const { pixels } = source;
  const rowBytes = 3 * source.width;
  let { x, y } = line;
  const { xx, yx } = line;
  for (let to = from; to < end; to += 3, x += xx, y += yx) {
    const column = (x * places) | 0;
    const row = (y * places) | 0;
    const right = column & (places - 1);
    const bottom = row & (places - 1);
    const left = places - right;
    const top = places - bottom;
    const above = (row >> 11) * rowBytes + 3 * (column >> 11);
    const below = above + rowBytes;
    cut[to] =
      ((pixels[above]! * left + pixels[above + 3]! * right) * top +
        (pixels[below]! * left + pixels[below + 3]! * right) * bottom +
        (1 << 21)) >>
      22;
    cut[to + 1] =
      ((pixels[above + 1]! * left + pixels[above + 4]! * right) * top +
        (pixels[below + 1]! * left + pixels[below + 4]! * right) * bottom +
        (1 << 21)) >>
      22;
    cut[to + 2] =
      ((pixels[above + 2]! * left + pixels[above + 5]! * right) * top +
        (pixels[below + 2]! * left + pixels[below + 5]! * right) * bottom +
        (1 << 21)) >>
      22;
  }
}

/** Samples where a neighbor lies beyond the edge. */
function sampleAtEdge({ width, height, pixels }: Image, x: number, y: number, cut: Uint8Array, to: number): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < -1 || top < -1 || left >= width || top >= height) return;
  for (let channel = 0; channel < 3; channel++) {
    let sum = 0.5;
    for (let corner = 0; corner < 4; corner++) {
      const column = left + (corner & 1);
      const row = top + (corner >> 1);
      const weight = (1 - Math.abs(column - x)) * (1 - Math.abs(row - y));
      if (column >= 0 && column < width && row >= 0 && row < height)
        sum += weight * pixels[3 * (row * width + column) + channel]!;
    }
    cut[to + channel] = sum;
  }
}
