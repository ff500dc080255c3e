import { describe, expect, it } from 'vitest';
import {
  identity,
  invert,
  type Matrix3,
  multiply,
  rotation,
  scaling,
  transformPoint,
  translation,
} from '../../../src/faces/matrix3';
import { chooseInterpolation, type Interpolation, openWarper, type Raster } from '../../../src/faces/warp';
import { Random } from '../../../src/tensor/random';

const warper = await openWarper({ threads: 1 });

describe('warping', () => {
  it.each(['linear', 'cubic'] as const)('samples %s by the formula, and black outside', async (interpolation) => {
    const random = new Random(3);
    for (let i = 0; i < 12; i++) {
      const source = createNoise(random, 3 + random.integer(40), 3 + random.integer(40), 1 + random.integer(4));
      const matrix = multiply(
        translation(random.uniform(-10, 10), random.uniform(-10, 10)),
        rotation(random.uniform(-3, 3)),
        scaling(random.uniform(0.3, 4)),
      );
      const [width, height] = [2 + random.integer(50), 2 + random.integer(50)];
      const drawn = await warper.warp(source, matrix, width, height, { interpolation });
      expectNear(drawn, warpByFormula(source, matrix, width, height, interpolation));
    }
  });

  it('gives the picture itself through the identity', async () => {
    const source = createNoise(new Random(4), 31, 17, 3);
    expect(await warper.warp(source, identity, 31, 17)).toEqual(source.pixels);
  });

  it('accepts pictures and results of a single pixel, row or column', async () => {
    for (const [width, height] of [
      [1, 1],
      [1, 9],
      [9, 1],
    ] as const) {
      const source = createNoise(new Random(5), width, height, 3);
      expect(await warper.warp(source, identity, width, height)).toEqual(source.pixels);
    }
    const source = createNoise(new Random(6), 8, 8, 3);
    const pixel = await warper.warp(source, translation(-3, -2), 1, 1);
    expect([...pixel]).toEqual([...source.pixels.subarray((2 * 8 + 3) * 3, (2 * 8 + 3) * 3 + 3)]);
  });

  it('draws nothing where the picture is out of view', async () => {
    const source = createNoise(new Random(7), 16, 16, 3);
    expect(await warper.warp(source, translation(500, 0), 8, 8)).toEqual(new Uint8Array(8 * 8 * 3));
  });

  it('is cubic where it enlarges and linear where it shrinks', () => {
    expect(chooseInterpolation(scaling(1.5))).toBe('cubic');
    expect(chooseInterpolation(multiply(rotation(1), scaling(0.9)))).toBe('linear');
  });
});

function createNoise(random: Random, width: number, height: number, channels: number): Required<Raster> {
  return {
    width,
    height,
    channels,
    pixels: Uint8Array.from({ length: width * height * channels }, () => random.integer(256)),
  };
}

/** Keys (1981) with a = -0.75 for cubic, and the straight line between neighbors for linear. */
const kernels: Record<Interpolation, { readonly reach: number; weight(distance: number): number }> = {
  linear: { reach: 1, weight: (d) => Math.max(0, 1 - d) },
  cubic: {
    reach: 2,
    weight: (d) => {
      if (d <= 1) return (1.25 * d - 2.25) * d * d + 1;
      return d < 2 ? -0.75 * (((d - 5) * d + 8) * d - 4) : 0;
    },
  },
};

function warpByFormula(
  source: Required<Raster>,
  matrix: Matrix3,
  width: number,
  height: number,
  interpolation: Interpolation,
) {
  const { reach, weight } = kernels[interpolation];
  const toSource = invert(matrix);
  const values: number[] = [];
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) {
      const [x, y] = transformPoint(toSource, u, v);
      for (let channel = 0; channel < source.channels; channel++) {
        let value = 0;
        for (let j = Math.ceil(y - reach); j <= y + reach; j++)
          for (let i = Math.ceil(x - reach); i <= x + reach; i++)
            if (i >= 0 && j >= 0 && i < source.width && j < source.height)
              value +=
                weight(Math.abs(x - i)) *
                weight(Math.abs(y - j)) *
                source.pixels[(j * source.width + i) * source.channels + channel]!;
        values.push(Math.min(255, Math.max(0, value)));
      }
    }
  return values;
}

function expectNear(drawn: Uint8Array, expected: readonly number[]): void {
  expect(drawn.length).toBe(expected.length);
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - drawn[i]!)), 0);
  expect(worst).toBeLessThan(0.6);
}
