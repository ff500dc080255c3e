import { meanHead } from './meanFace';

/** Where a head looks, in degrees: pitch up and down, yaw sideways, roll in the picture's plane. */
export interface Pose {
  readonly pitch: number;
  readonly yaw: number;
  readonly roll: number;
}

type Vector3 = readonly [number, number, number];

/** A camera's view of the mean head: rotated by `rotation` (3x3, row-major), then translated by `shift`. */
interface View {
  readonly rotation: readonly number[];
  readonly shift: Vector3;
}

const focalLength = 4;
const center = 0.5;
const maxIterations = 50;

/**
 * Estimates the view in which the projected mean head is nearest to `points`, the landmarks of an aligned face in the
 * core's unit square. Minimizes the reprojection error by Levenberg–Marquardt, like the iterative method of OpenCV's
 * solvePnP. The head is at negative depth and looks along +z, so that a frontal face has the identity as its rotation.
 */
export function estimateView(points: ArrayLike<number>): View {
  let view: View = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], shift: [0, 0, -60] };
  let { error, normal, gradient } = linearize(view, points);
  let damping = 1e-3;
  for (let i = 0; i < maxIterations && damping < 1e12; i++) {
    const step = solveLinearSystem(addDamping(normal, damping), gradient);
    const candidate = moveView(view, step);
    const next = linearize(candidate, points);
    if (!(next.error < error)) {
      damping *= 10;
      continue;
    }
    const gain = error - next.error;
    view = candidate;
    ({ error, normal, gradient } = next);
    damping = Math.max(damping / 10, 1e-12);
    if (gain <= error * 1e-12) break;
  }
  return view;
}

/** Projects a point of the head's space into the unit square of the aligned face. */
export function projectPoint({ rotation: r, shift }: View, [x, y, z]: Vector3): [number, number] {
  const depth = r[6]! * x + r[7]! * y + r[8]! * z + shift[2];
  return [
    (focalLength * (r[0]! * x + r[1]! * y + r[2]! * z + shift[0])) / depth + center,
    (focalLength * (r[3]! * x + r[4]! * y + r[5]! * z + shift[1])) / depth + center,
  ];
}

/** Returns how large a unit of the head's space appears in the unit square, at the distance of the head's origin. */
export function measureHeadUnit({ shift }: View): number {
  return focalLength / Math.abs(shift[2]);
}

/** Returns the Euler angles of the view's rotation Rz(roll)·Ry(yaw)·Rx(pitch). */
export function computePose({ rotation: r }: View): Pose {
  const degrees = 180 / Math.PI;
  return {
    pitch: Math.atan2(r[7]!, r[8]!) * degrees,
    yaw: Math.atan2(-r[6]!, Math.hypot(r[7]!, r[8]!)) * degrees,
    roll: Math.atan2(r[3]!, r[0]!) * degrees,
  };
}

interface LinearizedError {
  /** Sum of squared distances. */
  readonly error: number;
  /** JᵀJ, 6x6 row-major; parameters: a small rotation (3) that is applied after the view's, then the shift (3). */
  readonly normal: number[];
  /** −Jᵀ·residual. */
  readonly gradient: number[];
}

function linearize({ rotation: r, shift }: View, points: ArrayLike<number>): LinearizedError {
  const normal = new Array<number>(36).fill(0);
  const gradient = new Array<number>(6).fill(0);
  let error = 0;
  for (const [index, x, y, z] of meanHead) {
    const rotated: Vector3 = [
      r[0]! * x + r[1]! * y + r[2]! * z,
      r[3]! * x + r[4]! * y + r[5]! * z,
      r[6]! * x + r[7]! * y + r[8]! * z,
    ];
    const depth = rotated[2] + shift[2];
    const k = focalLength / depth;
    const [u, v] = [k * (rotated[0] + shift[0]), k * (rotated[1] + shift[1])];
    const [residualU, residualV] = [u + center - points[2 * index]!, v + center - points[2 * index + 1]!];
    error += residualU ** 2 + residualV ** 2;
    addEquation(computeProjectionRow(rotated, k, 0, u / depth), residualU, normal, gradient);
    addEquation(computeProjectionRow(rotated, k, 1, v / depth), residualV, normal, gradient);
  }
  return { error, normal, gradient };
}

/** Returns the derivatives of one image coordinate by rotation and shift; a small rotation w moves a point p by w × p. */
function computeProjectionRow([x, y, z]: Vector3, k: number, axis: 0 | 1, perDepth: number): number[] {
  const shift = [axis === 0 ? k : 0, axis === 1 ? k : 0, -perDepth] as const;
  return [y * shift[2] - z * shift[1], z * shift[0] - x * shift[2], x * shift[1] - y * shift[0], ...shift];
}

function addEquation(row: readonly number[], residual: number, normal: number[], gradient: number[]): void {
  for (let i = 0; i < 6; i++) {
    gradient[i]! -= row[i]! * residual;
    for (let j = 0; j < 6; j++) normal[6 * i + j]! += row[i]! * row[j]!;
  }
}

function addDamping(normal: readonly number[], damping: number): number[] {
  return normal.map((value, i) => (i % 7 === 0 ? value * (1 + damping) : value));
}

/** Solves the 6x6 system by Gaussian elimination with row pivots. */
function solveLinearSystem(matrix: readonly number[], right: readonly number[]): number[] {
  const rows = right.map((value, i) => [...matrix.slice(6 * i, 6 * i + 6), value]);
  for (let column = 0; column < 6; column++) {
    let pivot = column;
    for (let i = column + 1; i < 6; i++) if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const lead = rows[column]!;
    for (let i = 0; i < 6; i++) {
      if (i === column) continue;
      const factor = rows[i]![column]! / lead[column]!;
      for (let j = column; j <= 6; j++) rows[i]![j]! -= factor * lead[j]!;
    }
  }
  return rows.map((row, i) => row[6]! / row[i]!);
}

function moveView({ rotation, shift }: View, step: readonly number[]): View {
  const turn = computeRotation([step[0]!, step[1]!, step[2]!]);
  const rotated = Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [3 * Math.floor(i / 3), i % 3];
    return (
      turn[row]! * rotation[column]! + turn[row + 1]! * rotation[column + 3]! + turn[row + 2]! * rotation[column + 6]!
    );
  });
  return { rotation: rotated, shift: [shift[0] + step[3]!, shift[1] + step[4]!, shift[2] + step[5]!] };
}

/** Returns the rotation about `axis` by its length in radians (Rodrigues' formula). */
function computeRotation(axis: Vector3): number[] {
  const angle = Math.hypot(...axis);
  if (!(angle > 0)) return [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const [x, y, z] = [axis[0] / angle, axis[1] / angle, axis[2] / angle];
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const d = 1 - c;
  return [
    c + x * x * d,
    x * y * d - z * s,
    x * z * d + y * s,
    y * x * d + z * s,
    c + y * y * d,
    y * z * d - x * s,
    z * x * d - y * s,
    z * y * d + x * s,
    c + z * z * d,
  ];
}
