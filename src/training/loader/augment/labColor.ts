import type { OnnxBuilder, OnnxValue } from '../../../tensor/onnx/builder';

/**
 * sRGB to CIE L*a*b* (D65) and back, as OpenCV scales it to bytes: L·255/100, a+128, b+128, rounded.
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

/** Finer than the steepest slope of either curve needs to stay within a tenth of a byte step. */
const curveSteps = 1 << 15;

/** Whole bytes as float32, [N, 3, pixels], R G B → L a b. */
export function rgbToLab(b: OnnxBuilder, rgb: OnnxValue): OnnxValue {
  const linear = curve(b, rgb, 255, 255, (v) => linearFromSrgb(v));
  const xyz = mixChannels(
    b,
    linear,
    rgbToXyz.map((row, i) => row.map((v) => v / whitePoint[i]!)),
    [0, 0, 0],
  );
  const f = curve(b, xyz, curveSteps, 1, labCurve);
  const scale = 255 / 100;
  const lab = mixChannels(
    b,
    f,
    [
      [0, 116 * scale, 0],
      [500, -500, 0],
      [0, 200, -200],
    ],
    [-16 * scale, 128, 128],
  );
  return toByteRange(b, lab);
}

/** The inverse of {@link rgbToLab}. */
export function labToRgb(b: OnnxBuilder, lab: OnnxValue): OnnxValue {
  const l = 100 / 255 / 116;
  const f = mixChannels(
    b,
    lab,
    [
      [l, 1 / 500, 0],
      [l, 0, 0],
      [l, 0, -1 / 200],
    ],
    [16 / 116 - 128 / 500, 16 / 116, 16 / 116 + 128 / 200],
  );
  const cube = b.node('Mul', [b.node('Mul', [f, f]), f]);
  const line = b.node('Mul', [b.node('Sub', [f, b.scalar(16 / 116)]), b.scalar(1 / 7.787)]);
  const xyz = b.node('Where', [b.node('Greater', [f, b.scalar(6 / 29)]), cube, line]);
  const linear = mixChannels(
    b,
    xyz,
    xyzToRgb.map((row) => row.map((v, i) => v * whitePoint[i]!)),
    [0, 0, 0],
  );
  return toByteRange(
    b,
    curve(b, linear, curveSteps, 1, (v) => 255 * srgbFromLinear(v)),
  );
}

/** Rounds to whole bytes, kept as float32. */
export function toByteRange(b: OnnxBuilder, value: OnnxValue): OnnxValue {
  return b.node('Clip', [b.node('Round', [value]), b.scalar(0), b.scalar(255)]);
}

/** Every pixel's channels times a matrix, plus a bias. (A 1x1 Conv costs five times as much: it blocks three channels as 16.) */
function mixChannels(
  b: OnnxBuilder,
  value: OnnxValue,
  matrix: readonly (readonly number[])[],
  bias?: readonly number[],
): OnnxValue {
  const mixed = b.node('MatMul', [b.constant(Float32Array.from(matrix.flat()), [3, 3]), value]);
  return bias ? b.node('Add', [mixed, b.constant(Float32Array.from(bias), [3, 1])]) : mixed;
}

/** `f(v / range)` for v in 0..range by a table: powers cost ten times as much as a look-up. */
function curve(b: OnnxBuilder, value: OnnxValue, steps: number, range: number, f: (v: number) => number): OnnxValue {
  const table = b.constant(
    Float32Array.from({ length: steps + 1 }, (_, i) => f(i / steps)),
    [steps + 1],
  );
  const scaled = steps === range ? value : b.node('Mul', [value, b.scalar(steps / range)]);
  const clipped = b.node('Clip', [b.node('Add', [scaled, b.scalar(0.5)]), b.scalar(0), b.scalar(steps)]);
  return b.node('Gather', [table, b.node('Cast', [clipped], { to: { type: 'int32' } })], { axis: 0 });
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
