import type { OnnxBuilder, OnnxValue } from '../../../tensor/onnx/builder';

/**
 * sRGB to CIE L*a*b* (D65) and back, scaled to bytes like in OpenCV: L·255/100, a+128, b+128, rounded.
 * An image is [N, 3, pixels].
 */

const whitePoint = [0.950456, 1, 1.088754] as const;
const rgbToXyz = [
  [0.412453, 0.35758, 0.180423],
  [0.212671, 0.71516, 0.072169],
  [0.019334, 0.119193, 0.950227],
] as const;
const xyzToRgb = [
  [3.240479, -1.53715, -0.498535],
  [-0.969256, 1.875991, 0.041556],
  [0.055648, -0.204043, 1.057311],
] as const;

/** Steps of the lookup tables: fine enough to keep the error below a tenth of a byte where the curves are steepest. */
const curveSteps = 1 << 15;

const rgbToWhite = rgbToXyz.map((row, i) => row.map((v) => v / whitePoint[i]!));
const whiteToRgb = xyzToRgb.map((row) => row.map((v, i) => v * whitePoint[i]!));

/** L of the curve's values is 116 y - 16 in 0..100. */
const lightnessScale = 255 / 100;
const curveToLab = [
  [0, 116 * lightnessScale, 0],
  [500, -500, 0],
  [0, 200, -200],
];
const labToCurve = [
  [1 / (116 * lightnessScale), 1 / 500, 0],
  [1 / (116 * lightnessScale), 0, 0],
  [1 / (116 * lightnessScale), 0, -1 / 200],
];

/** Converts R G B to L a b: whole bytes of any type, [N, 3, pixels], to whole bytes as float32. */
export function rgbToLab(b: OnnxBuilder, rgb: OnnxValue): OnnxValue {
  const linear = lookUp(b, rgb, 255, linearFromSrgb);
  const curved = applyCurve(b, mixChannels(b, linear, rgbToWhite), labCurve);
  return roundToBytes(b, mixChannels(b, curved, curveToLab, [-16 * lightnessScale, 128, 128]));
}

/** Converts L a b back to R G B, the inverse of {@link rgbToLab}: float32 to whole bytes as float32. */
export function labToRgb(b: OnnxBuilder, lab: OnnxValue): OnnxValue {
  const f = mixChannels(b, lab, labToCurve, [16 / 116 - 128 / 500, 16 / 116, 16 / 116 + 128 / 200]);
  const cube = b.node('Mul', [b.node('Mul', [f, f]), f]);
  const linear = b.node('Mul', [b.node('Sub', [f, b.scalar(16 / 116)]), b.scalar(1 / 7.787)]);
  const white = b.node('Where', [b.node('Greater', [f, b.scalar(6 / 29)]), cube, linear]);
  return b.node('Round', [applyCurve(b, mixChannels(b, white, whiteToRgb), (v) => 255 * srgbFromLinear(v))]);
}

/** Rounds to whole bytes, kept as float32. */
export function roundToBytes(b: OnnxBuilder, value: OnnxValue): OnnxValue {
  return b.node('Clip', [b.node('Round', [value]), b.scalar(0), b.scalar(255)]);
}

/** Multiplies the channels of every pixel by a matrix, and adds a bias. (A 1x1 Conv takes five times as long: it pads three channels to 16.) */
function mixChannels(
  b: OnnxBuilder,
  value: OnnxValue,
  matrix: readonly (readonly number[])[],
  bias?: readonly number[],
): OnnxValue {
  const mixed = b.node('MatMul', [b.constant(Float32Array.from(matrix.flat()), [3, 3]), value]);
  return bias ? b.node('Add', [mixed, b.constant(Float32Array.from(bias), [3, 1])]) : mixed;
}

/** Computes `f(v)` for v in 0..1 by a table: powers take ten times as long as a lookup. */
function applyCurve(b: OnnxBuilder, value: OnnxValue, f: (v: number) => number): OnnxValue {
  const scaled = b.node('Add', [b.node('Mul', [value, b.scalar(curveSteps)]), b.scalar(0.5)]);
  return lookUp(b, b.node('Clip', [scaled, b.scalar(0), b.scalar(curveSteps)]), curveSteps, f);
}

/** Computes `f(i / steps)` for i in 0..steps; the fraction of i is dropped. */
function lookUp(b: OnnxBuilder, index: OnnxValue, steps: number, f: (v: number) => number): OnnxValue {
  const values = Float32Array.from({ length: steps + 1 }, (_, i) => f(i / steps));
  const table = b.constant(values, [steps + 1]);
  return b.node('Gather', [table, b.node('Cast', [index], { to: { type: 'int32' } })], { axis: 0 });
}

function linearFromSrgb(v: number): number {
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

function srgbFromLinear(v: number): number {
  return v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055;
}

function labCurve(t: number): number {
  return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116;
}
