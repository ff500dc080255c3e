/**
 * Affine maps of the plane as 3x3 matrices, row-major. Pixel coordinates are OpenCV's: the center of the first pixel is
 * (0, 0). A crop matrix maps frame pixels to crop pixels.
 */
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number];

export const identity: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

export function translation(x: number, y: number): Matrix3 {
  return [1, 0, x, 0, 1, y, 0, 0, 1];
}

export function scaling(x: number, y: number = x): Matrix3 {
  return [x, 0, 0, 0, y, 0, 0, 0, 1];
}

/** Rotates the x axis toward the y axis, which is clockwise on screen; `angle` in radians. */
export function rotation(angle: number): Matrix3 {
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  return [cosine, -sine, 0, sine, cosine, 0, 0, 0, 1];
}

/** Multiplies maps; the product applies the last of `matrices` first. */
export function multiply(...matrices: readonly Matrix3[]): Matrix3 {
  return matrices.reduce(product, identity);
}

function product(a: Matrix3, b: Matrix3): Matrix3 {
  const cell = (row: 0 | 3 | 6, column: 0 | 1 | 2) =>
    a[row] * b[column] + a[(row + 1) as 1] * b[(column + 3) as 3] + a[(row + 2) as 2] * b[(column + 6) as 6];
  return [cell(0, 0), cell(0, 1), cell(0, 2), cell(3, 0), cell(3, 1), cell(3, 2), cell(6, 0), cell(6, 1), cell(6, 2)];
}

/**
 * Inverts an affine map.
 * @throws Error when the map is singular.
 */
export function invert([a, b, x, c, d, y]: Matrix3): Matrix3 {
  const determinant = a * d - b * c;
  if (!(Math.abs(determinant) > 0)) throw new Error('The matrix has no inverse');
  const [e, f, g, h] = [d / determinant, -b / determinant, -c / determinant, a / determinant];
  return [e, f, -(e * x + f * y), g, h, -(g * x + h * y), 0, 0, 1];
}

export function transformPoint(matrix: Matrix3, x: number, y: number): [number, number] {
  return [matrix[0] * x + matrix[1] * y + matrix[2], matrix[3] * x + matrix[4] * y + matrix[5]];
}

/** Maps flat points [x0, y0, x1, y1, …]. */
export function transformPoints(matrix: Matrix3, points: ArrayLike<number>): Float32Array {
  const mapped = new Float32Array(points.length);
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = transformPoint(matrix, points[i]!, points[i + 1]!);
    mapped[i] = x;
    mapped[i + 1] = y;
  }
  return mapped;
}

/** Returns the factor by which the map scales lengths: the square root of its area factor. */
export function measureScale([a, b, , c, d]: Matrix3): number {
  return Math.sqrt(Math.abs(a * d - b * c));
}
