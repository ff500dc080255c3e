import { combine, correlate, createPlane, type Face, type Plane } from './planes';

// ꟻLIP (doi 10.1145/3406183) in float64 for one face, pixel by pixel and with whole two-dimensional kernels.

const pixelsPerDegree = 0.7 * (3840 / 0.7) * (Math.PI / 180);
const white = [0.950428545, 1, 1.088900371];

type Color = [number, number, number];

function rgbToXyz(r: number, g: number, b: number): Color {
  const linear = [r, g, b].map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)) as Color;
  return linearToXyz(...linear);
}

function linearToXyz(r: number, g: number, b: number): Color {
  return [
    (10135552 * r + 8788810 * g + 4435075 * b) / 24577794,
    (2613072 * r + 8788810 * g + 887015 * b) / 12288897,
    (1425312 * r + 8788810 * g + 70074185 * b) / 73733382,
  ];
}

function rgbToOpponent(r: number, g: number, b: number): Color {
  const [x, y, z] = rgbToXyz(r, g, b).map((v, i) => v / white[i]!) as Color;
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Solves for XYZ and then, by Cramer's rule, for linear RGB. */
function opponentToLinear(yy: number, cx: number, cz: number): Color {
  const y = (yy + 16) / 116;
  const target = [(y + cx / 500) * white[0]!, y, (y - cz / 200) * white[2]!];
  const columns = [linearToXyz(1, 0, 0), linearToXyz(0, 1, 0), linearToXyz(0, 0, 1)];
  const whole = determinant(columns);
  return [0, 1, 2].map((i) => determinant(columns.map((column, j) => (i === j ? target : column))) / whole) as Color;
}

function determinant([a, b, c]: readonly (readonly number[])[]): number {
  const cross = [
    b![1]! * c![2]! - b![2]! * c![1]!,
    b![2]! * c![0]! - b![0]! * c![2]!,
    b![0]! * c![1]! - b![1]! * c![0]!,
  ];
  return a![0]! * cross[0]! + a![1]! * cross[1]! + a![2]! * cross[2]!;
}

function linearToHuntLab(linear: Color): Color {
  const f = linearToXyz(...linear).map((v, i) => {
    const t = v / white[i]!;
    return t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29;
  }) as Color;
  const lightness = 116 * f[1] - 16;
  return [lightness, 0.01 * lightness * 500 * (f[0] - f[1]), 0.01 * lightness * 200 * (f[1] - f[2])];
}

function hyab(p: Color, q: Color): number {
  return Math.abs(p[0] - q[0]) + Math.hypot(p[1] - q[1], p[2] - q[2]);
}

/** A kernel over offsets from its middle, scaled by the sums of its positive and of its negative weights. */
function createKernel(reach: number, value: (x: number, y: number) => number): Plane {
  const raw = createPlane(2 * reach + 1, 2 * reach + 1, (i, j) => value(j - reach, i - reach));
  const weights = raw.flat();
  const positive = weights.reduce((sum, w) => sum + Math.max(w, 0), 0);
  const negative = weights.reduce((sum, w) => sum + Math.max(-w, 0), 0);
  return combine((w) => (w < 0 ? w / negative : w / positive), raw);
}

const sensitivityReach = Math.ceil(3 * Math.sqrt(0.04 / (2 * Math.PI ** 2)) * pixelsPerDegree);
const createSensitivityKernel = (terms: readonly (readonly [a: number, b: number])[]) =>
  createKernel(sensitivityReach, (x, y) => {
    const distance = (x * x + y * y) / pixelsPerDegree ** 2;
    return terms.reduce(
      (sum, [a, b]) => sum + a * Math.sqrt(Math.PI / b) * Math.exp((-(Math.PI ** 2) * distance) / b),
      0,
    );
  });
const sensitivities = [
  createSensitivityKernel([[1, 0.0047]]),
  createSensitivityKernel([[1, 0.0053]]),
  createSensitivityKernel([
    [34.1, 0.04],
    [13.5, 0.025],
  ]),
];

const sigma = 0.5 * 0.082 * pixelsPerDegree;
const featureReach = Math.ceil(3 * sigma);
const bell = (x: number, y: number) => Math.exp(-(x * x + y * y) / (2 * sigma * sigma));
const edgeX = createKernel(featureReach, (x, y) => -x * bell(x, y));
const edgeY = createKernel(featureReach, (x, y) => -y * bell(x, y));
const pointX = createKernel(featureReach, (x, y) => ((x * x) / sigma ** 2 - 1) * bell(x, y));
const pointY = createKernel(featureReach, (x, y) => ((y * y) / sigma ** 2 - 1) * bell(x, y));

function computeFeatures([blue, green, red]: Face) {
  const space = (axis: 0 | 1 | 2) => combine((r, g, b) => rgbToOpponent(r, g, b)[axis], red!, green!, blue!);
  const planes = [space(0), space(1), space(2)];
  const seen = planes.map((plane, axis) => correlate(plane, sensitivities[axis]!, 'replicate'));
  const lightness = combine((y) => (y + 16) / 116, planes[0]!);
  const strength = (across: Plane, down: Plane) =>
    combine(Math.hypot, correlate(lightness, across, 'replicate'), correlate(lightness, down, 'replicate'));
  return {
    lab: (i: number, j: number) => {
      const linear = opponentToLinear(seen[0]![i]![j]!, seen[1]![i]![j]!, seen[2]![i]![j]!);
      return linearToHuntLab(linear.map((v) => Math.min(1, Math.max(0, v))) as Color);
    },
    edges: strength(edgeX, edgeY),
    points: strength(pointX, pointY),
  };
}

export function flipOracle(made: Face, wanted: Face): readonly Plane[] {
  const [a, b] = [computeFeatures(made), computeFeatures(wanted)];
  const largest = hyab(linearToHuntLab([0, 1, 0]), linearToHuntLab([0, 0, 1])) ** 0.7;
  const map = createPlane(made[0]!.length, made[0]![0]!.length, (i, j) => {
    const error = hyab(a.lab(i, j), b.lab(i, j)) ** 0.7;
    const common = 0.4 * largest;
    const color =
      error < common ? (0.95 / common) * error : 0.95 + ((error - common) / (largest - common)) * (1 - 0.95);
    const edges = Math.abs(a.edges[i]![j]! - b.edges[i]![j]!);
    const points = Math.abs(a.points[i]![j]! - b.points[i]![j]!);
    const feature = Math.sqrt(Math.max(edges, points) / Math.SQRT2);
    return color ** (1 - feature);
  });
  return [map];
}
