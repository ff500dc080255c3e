import { describe, expect, it } from 'vitest';
import { createTensor, openSession } from '../../../../src/runtime/session';
import { OnnxBuilder } from '../../../../src/tensor/onnx/builder';
import { Random } from '../../../../src/tensor/random';
import { clahe, describeClaheTiles } from '../../../../src/training/data/augment/clahe';
import { labToRgb, rgbToLab } from '../../../../src/training/data/augment/labColor';

async function runGraph(build: (b: OnnxBuilder, x: string) => string, data: Float32Array, shape: readonly number[]) {
  const b = new OnnxBuilder('test');
  b.output(build(b, b.input('x', 'float32', shape)), 'float32', undefined, 'y');
  const session = await openSession(b.bytes(), { threads: 1 });
  const { y } = await session.run({ x: createTensor('float32', data, shape) });
  await session.release();
  return y!.data as Float32Array;
}

/** CIE 15 in float64, with the D65 white that sRGB (IEC 61966-2-1) names. */
function convertToLab(rgb: readonly number[]): number[] {
  const linear = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  const [r = 0, g = 0, b = 0] = linear;
  const xyz = [
    (0.412453 * r + 0.35758 * g + 0.180423 * b) / 0.950456,
    0.212671 * r + 0.71516 * g + 0.072169 * b,
    (0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.088754,
  ];
  const [x = 0, y = 0, z = 0] = xyz.map((v) => (v > (6 / 29) ** 3 ? Math.cbrt(v) : v / (3 * (6 / 29) ** 2) + 4 / 29));
  return [((116 * y - 16) * 255) / 100, 500 * (x - y) + 128, 200 * (y - z) + 128];
}

function convertToRgb([l = 0, a = 0, b = 0]: readonly number[]): number[] {
  const y = ((l * 100) / 255 + 16) / 116;
  const [x = 0, luma = 0, z = 0] = [y + (a - 128) / 500, y, y - (b - 128) / 200].map((f, i) => {
    const value = f > 6 / 29 ? f ** 3 : 3 * (6 / 29) ** 2 * (f - 4 / 29);
    return value * [0.950456, 1, 1.088754][i]!;
  });
  const linear = [
    3.240479 * x - 1.53715 * luma - 0.498535 * z,
    -0.969256 * x + 1.875991 * luma + 0.041556 * z,
    0.055648 * x - 0.204043 * luma + 1.057311 * z,
  ].map((v) => Math.min(1, Math.max(0, v)));
  return linear.map((v) => 255 * (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055));
}

describe('LAB colors in a graph', () => {
  const levels = [0, 1, 3, 9, 10, 11, 40, 85, 128, 200, 254, 255];
  const colors = levels.flatMap((r) => levels.flatMap((g) => levels.map((b) => [r, g, b])));
  const planes = Float32Array.from([0, 1, 2].flatMap((c) => colors.map((color) => color[c]!)));
  const shape = [1, 3, colors.length];

  it('are the nearest bytes to the formula in float64', async () => {
    const lab = await runGraph(rgbToLab, planes, shape);
    let worst = 0;
    colors.forEach((color, i) => {
      convertToLab(color).forEach((v, c) => {
        worst = Math.max(worst, Math.abs(lab[c * colors.length + i]! - v));
      });
    });
    expect(worst).toBeLessThan(0.6);
  });

  it('convert back to the RGB bytes nearest to the formula in float64', async () => {
    const lab = await runGraph(rgbToLab, planes, shape);
    const back = await runGraph(labToRgb, lab, shape);
    let worst = 0;
    colors.forEach((_, i) => {
      convertToRgb([0, 1, 2].map((c) => lab[c * colors.length + i]!)).forEach((v, c) => {
        worst = Math.max(worst, Math.abs(back[c * colors.length + i]! - v));
      });
    });
    expect(worst).toBeLessThan(0.6);
    const loss = back.reduce((sum, v, i) => sum + Math.abs(v - planes[i]!), 0) / back.length;
    expect(loss).toBeLessThan(1.2);
  });
});

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}

/** CLAHE as OpenCV's documentation and sources describe it, pixel by pixel. */
function equalizeByDefinition(image: Float32Array, size: number, tiles: number): number[] {
  const edge = Math.ceil(size / tiles);
  const at = (y: number, x: number) => {
    const mirrored = (p: number) => (p < size ? p : 2 * size - 2 - p);
    return image[mirrored(y) * size + mirrored(x)]!;
  };
  const limit = Math.max(1, Math.trunc((2 * edge * edge) / 256));
  const maps = Array.from({ length: tiles * tiles }, (_, tile) => {
    const counts = new Array<number>(256).fill(0);
    for (let y = 0; y < edge; y++)
      for (let x = 0; x < edge; x++) counts[at(Math.floor(tile / tiles) * edge + y, (tile % tiles) * edge + x)]!++;
    let excess = 0;
    for (let i = 0; i < 256; i++)
      if (counts[i]! > limit) {
        excess += counts[i]! - limit;
        counts[i] = limit;
      }
    const share = Math.trunc(excess / 256);
    let rest = excess - share * 256;
    for (let i = 0; i < 256; i++) counts[i]! += share;
    const step = rest > 0 ? Math.max(Math.trunc(256 / rest), 1) : 1;
    for (let i = 0; i < 256 && rest > 0; i += step, rest--) counts[i]!++;
    let sum = 0;
    return counts.map((count) => {
      sum += count;
      return roundHalfEven((sum * 255) / (edge * edge));
    });
  });
  const inside = (tile: number) => Math.min(tiles - 1, Math.max(0, tile));
  return Array.from(image, (value, i) => {
    const [fy, fx] = [Math.floor(i / size) / edge - 0.5, (i % size) / edge - 0.5];
    const [ty, tx] = [Math.floor(fy), Math.floor(fx)];
    const map = (y: number, x: number) => maps[inside(y) * tiles + inside(x)]![value]!;
    const row = (y: number) => map(y, tx) * (1 - (fx - tx)) + map(y, tx + 1) * (fx - tx);
    return row(ty) * (1 - (fy - ty)) + row(ty + 1) * (fy - ty);
  });
}

describe('CLAHE in a graph', () => {
  it.each([64, 96, 150])('gives the result of the plain algorithm for every grid, at %i pixels', async (size) => {
    const counts = [2, 3, 4, 5, 6];
    const random = new Random(size);
    const image = Float32Array.from({ length: size * size }, (_, i) =>
      Math.floor(Math.min(255, 40 + (i % size) / 2 + 40 * Math.sin(i / size / 9) ** 2 + random.uniform(0, 30))),
    );
    const luma = Float32Array.from(counts.flatMap(() => [...image]));
    const tiles = Float32Array.from(counts.flatMap((count) => describeClaheTiles(size, count)));
    const result = await runGraph(
      (b, x) => clahe(b, x, b.constant(tiles, [counts.length, 4]), { size, tileCounts: counts }),
      luma,
      [counts.length, size, size],
    );
    const expected = counts.flatMap((count) => equalizeByDefinition(image, size, count));
    let worst = 0;
    for (let i = 0; i < expected.length; i++) worst = Math.max(worst, Math.abs(result[i]! - expected[i]!));
    expect(worst).toBeLessThan(0.51);
  });
});
