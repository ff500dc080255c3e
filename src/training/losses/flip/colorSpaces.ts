import type { Value } from '../../../tensor/graph';
import {
  add,
  greater,
  type Matrix,
  matmul,
  maximum,
  multiply,
  positivePower,
  reshape,
  split,
  subtract,
  transpose,
  where,
} from '../../../tensor/ops';

// Colors as ꟻLIP's paper converts them; its supplement lists the matrices. Images are color by color, [3, N, H, W].

const xyzOfRgb: Matrix = [
  [10135552 / 24577794, 8788810 / 24577794, 4435075 / 24577794],
  [2613072 / 12288897, 8788810 / 12288897, 887015 / 12288897],
  [1425312 / 73733382, 8788810 / 73733382, 70074185 / 73733382],
];
const rgbOfXyz: Matrix = [
  [3.241003275, -1.537398934, -0.498615861],
  [-0.969224334, 1.875930071, 0.041554224],
  [0.055639423, -0.204011202, 1.057148933],
];
/** The illuminant D65 in XYZ: full red, green and blue. */
const [whiteX, whiteY, whiteZ] = xyzOfRgb.map((row) => row.reduce((sum, part) => sum + part)) as [
  number,
  number,
  number,
];
const relativeToWhite: Matrix = [
  [1 / whiteX, 0, 0],
  [0, 1 / whiteY, 0],
  [0, 0, 1 / whiteZ],
];
const absolute: Matrix = [
  [whiteX, 0, 0],
  [0, whiteY, 0],
  [0, 0, whiteZ],
];
/** XYZ relative to the white to the opponent space YCxCz, Y less its offset of -16, and back. */
const opponentOfXyz: Matrix = [
  [0, 116, 0],
  [500, -500, 0],
  [0, 200, -200],
];
const xyzOfOpponent: Matrix = [
  [1 / 116, 1 / 500, 0],
  [1 / 116, 0, 0],
  [1 / 116, 0, -1 / 200],
];
const rgbOfBgr: Matrix = [
  [0, 0, 1],
  [0, 1, 0],
  [1, 0, 0],
];

/** Converts BGR as stored in files, [N, H, W, 3], 0..1, to YCxCz [3, N, H, W] without Y's offset of -16: Y is 0..116. */
export function convertBgrToOpponent(bgr: Value): Value {
  return applyColorMaps(linearLight(transpose(bgr, [3, 0, 1, 2])), opponentOfXyz, relativeToWhite, xyzOfRgb, rgbOfBgr);
}

/** Converts YCxCz without Y's offset to linear RGB, which may be outside 0..1. */
export function convertOpponentToLinearRgb(opponent: Value): Value {
  return applyColorMaps(opponent, rgbOfXyz, absolute, xyzOfOpponent);
}

/** Converts linear RGB, 0..1, to L*a*b* whose a* and b* are scaled by lightness (Hunt's effect): [1, N, H, W] each. */
export function convertLinearRgbToHuntLab(rgb: Value): readonly [Value, Value, Value] {
  const [x, y, z] = split(labCurve(applyColorMaps(rgb, relativeToWhite, xyzOfRgb)), [1, 1, 1], 0) as [
    Value,
    Value,
    Value,
  ];
  const lightness = subtract(multiply(y, 116), 16);
  const scale = multiply(lightness, 0.01);
  return [lightness, multiply(scale, multiply(subtract(x, y), 500)), multiply(scale, multiply(subtract(y, z), 200))];
}

/** Converts sRGB to linear light (IEC 61966-2-1). */
function linearLight(srgb: Value): Value {
  const knee = 0.04045;
  const curve = positivePower(multiply(add(maximum(srgb, knee), 0.055), 1 / 1.055), 2.4);
  return where(greater(srgb, knee), curve, multiply(srgb, 1 / 12.92));
}

/** Applies the curve of L*a*b* (CIE 1976): a cube root, linear near black. */
function labCurve(ratio: Value): Value {
  const delta = 6 / 29;
  const straight = add(multiply(ratio, 1 / (3 * delta ** 2)), 4 / 29);
  return where(greater(ratio, delta ** 3), positivePower(maximum(ratio, delta ** 3), 1 / 3), straight);
}

/** Applies linear maps to colors, the last map first. */
function applyColorMaps(colors: Value, ...matrices: readonly Matrix[]): Value {
  const map = matrices.reduce(product);
  const constant = colors.graph.constant(Float32Array.from(map.flat()), [3, 3]);
  return reshape(matmul(constant, reshape(colors, [3, -1])), colors.shape);
}

function product(first: Matrix, second: Matrix): Matrix {
  return first.map((row) => [0, 1, 2].map((j) => row.reduce((sum, value, k) => sum + value * second[k]![j]!, 0)));
}
