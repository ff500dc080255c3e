/** A square picture in CIELAB (D65): lightness 0..100, and two axes of color, about -100..100 each. */
export interface LabPicture {
  readonly size: number;
  /** [3, size, size]: L, a, b. */
  readonly planes: readonly [Float32Array, Float32Array, Float32Array];
}

/** Weights of red, green and blue in the luma of BT.601. */
const lumaWeights = [0.299, 0.587, 0.114] as const;

/** Returns the luma of RGB pixels, 0..255. */
export function computeLuma(rgb: Uint8Array): Float32Array {
  const luma = new Float32Array(rgb.length / 3);
  const [red, green, blue] = lumaWeights;
  for (let i = 0, at = 0; i < luma.length; i++, at += 3)
    luma[i] = red * rgb[at]! + green * rgb[at + 1]! + blue * rgb[at + 2]!;
  return luma;
}

/** sRGB byte → linear light, 0..1 (IEC 61966-2-1). */
const linearLight = Float32Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** The curve of CIELAB at so many values from 0 to 1; between them it is a line, which is wrong by less than 0.001 of a ΔE. */
const curveSteps = 4096;
const curveValues = Float64Array.from({ length: curveSteps + 2 }, (_, step) => {
  const value = step / curveSteps;
  return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116;
});

/** @param value 0..1, white being 1 */
function lookUpCurve(value: number): number {
  const place = Math.min(curveSteps, curveSteps * value);
  const step = Math.floor(place);
  return curveValues[step]! + (place - step) * (curveValues[step + 1]! - curveValues[step]!);
}

/** Returns the picture in CIELAB, shrunk by averaging squares of `shrink` pixels. @param rgb size·size·3 bytes */
export function computeLab(rgb: Uint8Array, size: number, shrink: number): LabPicture {
  const edge = Math.floor(size / shrink);
  const [lightness, a, b] = [0, 1, 2].map(() => new Float32Array(edge * edge)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const row = new Float32Array(3 * edge);
  const share = 1 / (shrink * shrink);
  for (let y = 0; y < edge; y++) {
    sumLight(rgb, size, y * shrink, shrink, row);
    for (let x = 0; x < edge; x++) {
      const red = share * row[3 * x]!;
      const green = share * row[3 * x + 1]!;
      const blue = share * row[3 * x + 2]!;
      const fx = lookUpCurve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
      const fy = lookUpCurve(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
      const fz = lookUpCurve((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
      const at = y * edge + x;
      lightness[at] = 116 * fy - 16;
      a[at] = 500 * (fx - fy);
      b[at] = 200 * (fy - fz);
    }
  }
  return { size: edge, planes: [lightness, a, b] };
}

/** Sums the light of `shrink` rows from `top` on, `shrink` pixels at a time. @param row gets three sums for each */
function sumLight(rgb: Uint8Array, size: number, top: number, shrink: number, row: Float32Array): void {
  row.fill(0);
  for (let y = top; y < top + shrink; y++) {
    let at = 3 * y * size;
    for (let to = 0; to < row.length; to += 3)
      for (let x = 0; x < shrink; x++, at += 3) {
        row[to]! += linearLight[rgb[at]!]!;
        row[to + 1]! += linearLight[rgb[at + 1]!]!;
        row[to + 2]! += linearLight[rgb[at + 2]!]!;
      }
  }
}

/** Averages each pixel over the square of 2·radius + 1 pixels around it; beyond the border the last pixel is repeated. */
export function blurPlane(values: Float32Array, size: number, radius: number): Float32Array {
  if (radius < 1) return values;
  const rows = blurRows(values, size, radius);
  const blurred = new Float32Array(values.length);
  const sums = new Float64Array(size);
  const last = size - 1;
  const share = 1 / (2 * radius + 1);
  for (let y = -radius; y <= radius; y++) addRow(sums, rows, Math.min(last, Math.max(0, y)) * size, 1);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) blurred[y * size + x] = sums[x]! * share;
    addRow(sums, rows, Math.min(last, y + radius + 1) * size, 1);
    addRow(sums, rows, Math.max(0, y - radius) * size, -1);
  }
  return blurred;
}

function addRow(sums: Float64Array, values: Float32Array, start: number, factor: number): void {
  for (let x = 0; x < sums.length; x++) sums[x]! += factor * values[start + x]!;
}

function blurRows(values: Float32Array, size: number, radius: number): Float32Array {
  const blurred = new Float32Array(values.length);
  const share = 1 / (2 * radius + 1);
  for (let start = 0; start < values.length; start += size) {
    const end = start + size - 1;
    let sum = (radius + 1) * values[start]!;
    for (let i = 1; i <= radius; i++) sum += values[Math.min(end, start + i)]!;
    for (let at = start; at <= end; at++) {
      blurred[at] = sum * share;
      sum += values[Math.min(end, at + radius + 1)]! - values[Math.max(start, at - radius)]!;
    }
  }
  return blurred;
}
