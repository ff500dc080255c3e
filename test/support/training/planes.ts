/** Images in float64 with simple arithmetic, against which the graphs of the losses are tested. */

/** One color channel of an image: rows of pixels. */
export type Plane = readonly (readonly number[])[];
/** The planes of a face: blue, green, red. */
export type Face = readonly Plane[];

export type Edge = 'reflect' | 'replicate' | 'zero';

export function createPlane(height: number, width: number, value: (row: number, column: number) => number): Plane {
  return Array.from({ length: height }, (_, row) => Array.from({ length: width }, (_, column) => value(row, column)));
}

/** Applies a formula pixel by pixel to planes of the same size. */
export function combine(formula: (...values: number[]) => number, ...planes: readonly Plane[]): Plane {
  const [first] = planes;
  return createPlane(first!.length, first![0]!.length, (row, column) =>
    formula(...planes.map((plane) => plane[row]![column]!)),
  );
}

/** Reads a pixel, also beyond the edge. */
export function readPixel(plane: Plane, row: number, column: number, edge: Edge): number {
  const inside = (i: number, size: number): number => {
    if (i >= 0 && i < size) return i;
    if (edge === 'zero') return -1;
    if (edge === 'replicate') return i < 0 ? 0 : size - 1;
    return inside(i < 0 ? -i : 2 * size - 2 - i, size);
  };
  return plane[inside(row, plane.length)]?.[inside(column, plane[0]!.length)] ?? 0;
}

/** Correlates a plane with a kernel of odd size. */
export function correlate(plane: Plane, kernel: Plane, edge: Edge): Plane {
  const [up, left] = [(kernel.length - 1) / 2, (kernel[0]!.length - 1) / 2];
  return mapPlane(plane, (row, column) => {
    let sum = 0;
    for (const [i, weights] of kernel.entries())
      for (const [j, weight] of weights.entries())
        sum += weight * readPixel(plane, row + i - up, column + j - left, edge);
    return sum;
  });
}

function mapPlane(plane: Plane, value: (row: number, column: number) => number): Plane {
  return createPlane(plane.length, plane[0]!.length, value);
}

export function createGaussianKernel(taps: number, sigma: number): Plane {
  const reach = (taps - 1) / 2;
  const bell = createPlane(taps, taps, (i, j) => Math.exp(-((i - reach) ** 2 + (j - reach) ** 2) / (2 * sigma ** 2)));
  const total = bell.flat().reduce((a, b) => a + b, 0);
  return combine((weight) => weight / total, bell);
}

/** Halves a plane by the mean of 2x2 pixels each. An odd last row or column is repeated. */
export function halve(plane: Plane): Plane {
  const at = (row: number, column: number) => readPixel(plane, row, column, 'replicate');
  return createPlane(
    Math.ceil(plane.length / 2),
    Math.ceil(plane[0]!.length / 2),
    (i, j) => (at(2 * i, 2 * j) + at(2 * i + 1, 2 * j) + at(2 * i, 2 * j + 1) + at(2 * i + 1, 2 * j + 1)) / 4,
  );
}

/** Resizes a plane bilinearly, with pixel centers at half numbers. */
export function resize(plane: Plane, height: number, width: number): Plane {
  const at = (row: number, column: number) => readPixel(plane, row, column, 'replicate');
  return createPlane(height, width, (i, j) => {
    const [y, x] = [((i + 0.5) * plane.length) / height - 0.5, ((j + 0.5) * plane[0]!.length) / width - 0.5];
    const [top, left] = [Math.floor(y), Math.floor(x)];
    const [v, u] = [y - top, x - left];
    const upper = at(top, left) * (1 - u) + at(top, left + 1) * u;
    const lower = at(top + 1, left) * (1 - u) + at(top + 1, left + 1) * u;
    return upper * (1 - v) + lower * v;
  });
}
