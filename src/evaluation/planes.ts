/** One number for each pixel of a square picture, row-major. */
export interface Plane {
  readonly size: number;
  readonly values: Float32Array;
}

/** A square picture in CIELAB (D65): lightness 0..100, and two axes of color, about -100..100 each. */
export interface LabPicture {
  readonly size: number;
  /** [3, size, size]: L, a, b. */
  readonly planes: readonly [Float32Array, Float32Array, Float32Array];
}

/** Weights of red, green and blue in the luma of BT.601. */
const lumaWeights = [0.299, 0.587, 0.114] as const;

/** Returns the luma of RGB pixels, 0..255. @param rgb size·size·3 bytes */
export function computeLuma(rgb: Uint8Array, size: number): Plane {
  const values = new Float32Array(size * size);
  const [red, green, blue] = lumaWeights;
  for (let i = 0; i < values.length; i++)
    values[i] = red * rgb[3 * i]! + green * rgb[3 * i + 1]! + blue * rgb[3 * i + 2]!;
  return { size, values };
}

/** sRGB byte → linear light, 0..1 (IEC 61966-2-1). */
const linearLight = Float32Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** Returns the picture in CIELAB, shrunk by averaging squares of `shrink` pixels. @param rgb size·size·3 bytes */
export function computeLab(rgb: Uint8Array, size: number, shrink: number): LabPicture {
  const edge = Math.floor(size / shrink);
  const planes = [0, 1, 2].map(() => new Float32Array(edge * edge)) as [Float32Array, Float32Array, Float32Array];
  for (let y = 0; y < edge; y++)
    for (let x = 0; x < edge; x++) {
      const [red, green, blue] = averageLight(rgb, size, x * shrink, y * shrink, shrink);
      const [fx, fy, fz] = [
        curve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047),
        curve(0.2126729 * red + 0.7151522 * green + 0.072175 * blue),
        curve((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883),
      ];
      const at = y * edge + x;
      planes[0][at] = 116 * fy - 16;
      planes[1][at] = 500 * (fx - fy);
      planes[2][at] = 200 * (fy - fz);
    }
  return { size: edge, planes };
}

function averageLight(rgb: Uint8Array, size: number, left: number, top: number, edge: number) {
  let [red, green, blue] = [0, 0, 0];
  for (let y = top; y < top + edge; y++)
    for (let at = 3 * (y * size + left); at < 3 * (y * size + left + edge); at += 3) {
      red += linearLight[rgb[at]!]!;
      green += linearLight[rgb[at + 1]!]!;
      blue += linearLight[rgb[at + 2]!]!;
    }
  const count = edge * edge;
  return [red / count, green / count, blue / count] as const;
}

function curve(value: number): number {
  return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116;
}

/** Averages each pixel over the square of 2·radius + 1 pixels around it; beyond the border the last pixel is repeated. */
export function blurPlane(values: Float32Array, size: number, radius: number): Float32Array {
  if (radius < 1) return values;
  const rows = new Float32Array(values.length);
  const blurred = new Float32Array(values.length);
  for (let y = 0; y < size; y++) blurLine(values, rows, y * size, 1, size, radius);
  for (let x = 0; x < size; x++) blurLine(rows, blurred, x, size, size, radius);
  return blurred;
}

function blurLine(from: Float32Array, to: Float32Array, start: number, step: number, count: number, radius: number) {
  const end = start + step * (count - 1);
  const share = 1 / (2 * radius + 1);
  let sum = (radius + 1) * from[start]!;
  for (let i = 1; i <= radius; i++) sum += from[Math.min(end, start + step * i)]!;
  for (let at = start; at <= end; at += step) {
    to[at] = sum * share;
    sum += from[Math.min(end, at + step * (radius + 1))]! - from[Math.max(start, at - step * radius)]!;
  }
}
