import { describe, expect, it } from 'vitest';
import { resolveTrainOptions, type SomeTrainOptions } from '../../../src/options/trainOptions';
import { Random } from '../../../src/shared/random';
import { gradients } from '../../../src/tensor/gradients';
import { Graph } from '../../../src/tensor/graph';
import { sum } from '../../../src/tensor/ops';
import { losses, weightedLosses } from '../../../src/training/losses';
import { pixelWeights } from '../../../src/training/losses/weighting';
import { evaluate } from './evaluate';

const shape = [2, 16, 13, 3] as const;
const size = shape.reduce((a, b) => a * b, 1);

/** An image and one like it: smooth shapes with noise, as faces are. */
function imagePair(seed: number): { x: Float32Array; y: Float32Array } {
  const random = new Random(seed);
  const smooth = (i: number) => 0.5 + 0.4 * Math.sin(i / 17);
  const x = Float32Array.from({ length: size }, (_, i) => smooth(i) + random.uniform(-0.08, 0.08));
  const y = x.map((value, i) => Math.min(1, Math.max(0, value + random.uniform(-0.1, 0.1) + (i % 3) * 0.02)));
  return { x, y };
}

/** The same formulas in float64, one pixel after another, written from the papers. */
const oracles: Record<keyof typeof losses, (x: Float32Array, y: Float32Array) => Float64Array> = {
  mae: (x, y) => Float64Array.from(x, (value, i) => Math.abs(value - y[i]!)),
  mse: (x, y) => Float64Array.from(x, (value, i) => (value - y[i]!) ** 2),
  ssim: (x, y) => {
    const [n, height, width, channels] = shape;
    const map = new Float64Array(size);
    const mirror = (i: number, extent: number) => (i < 0 ? -i : i >= extent ? 2 * extent - 2 - i : i);
    const at = (image: Float32Array, b: number, row: number, column: number, c: number) =>
      image[((b * height + mirror(row, height)) * width + mirror(column, width)) * channels + c]!;
    let index = 0;
    for (let b = 0; b < n; b++)
      for (let row = 0; row < height; row++)
        for (let column = 0; column < width; column++)
          for (let c = 0; c < channels; c++) {
            const sums = { weight: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };
            for (let i = -5; i <= 5; i++)
              for (let j = -5; j <= 5; j++) {
                const weight = Math.exp(-(i * i + j * j) / (2 * 1.5 * 1.5));
                const p = at(x, b, row + i, column + j, c);
                const q = at(y, b, row + i, column + j, c);
                sums.weight += weight;
                sums.x += weight * p;
                sums.y += weight * q;
                sums.xx += weight * p * p;
                sums.yy += weight * q * q;
                sums.xy += weight * p * q;
              }
            const [mx, my] = [sums.x / sums.weight, sums.y / sums.weight];
            const varianceX = Math.max(0, sums.xx / sums.weight - mx * mx);
            const varianceY = Math.max(0, sums.yy / sums.weight - my * my);
            const covariance = sums.xy / sums.weight - mx * my;
            const luminance = (2 * mx * my + 0.0001) / (mx * mx + my * my + 0.0001);
            const structure = (2 * covariance + 0.0009) / (varianceX + varianceY + 0.0009);
            map[index++] = 1 - luminance * structure;
          }
    return map;
  },
};

describe.each(Object.keys(losses) as (keyof typeof losses)[])('the loss %s', (name) => {
  const { x, y } = imagePair(4);

  it('has the values of its formula', async () => {
    const graph = new Graph();
    const { map } = await evaluate({ map: losses[name](graph.input('x', shape), graph.input('y', shape)) }, { x, y });
    const expected = oracles[name](x, y);
    expect(map).toHaveLength(size);
    for (let i = 0; i < size; i++) expect(Math.abs(map[i]! - expected[i]!)).toBeLessThan(2e-5);
  });

  it('has the gradient that finite differences of the formula give', async () => {
    const graph = new Graph();
    const made = graph.input('x', shape);
    const [slope] = gradients(sum(losses[name](made, graph.input('y', shape))), [made]);
    const { gradient } = await evaluate({ gradient: slope! }, { x, y });
    const random = new Random(8);
    for (let k = 0; k < 25; k++) {
      const i = random.integer(size);
      const moved = (by: number) => {
        const copy = x.slice();
        copy[i]! += by;
        return { at: copy[i]!, loss: oracles[name](copy, y).reduce((a, b) => a + b, 0) };
      };
      const [low, high] = [moved(-1e-3), moved(1e-3)];
      const slopeHere = (high.loss - low.loss) / (high.at - low.at);
      if (name === 'mae' && Math.abs(x[i]! - y[i]!) < 2e-3) continue; // the kink
      expect(Math.abs(gradient[i]! - slopeHere)).toBeLessThan(2e-3 * Math.max(1, Math.abs(slopeHere)));
    }
  });

  it('is nothing between a picture and itself', async () => {
    const graph = new Graph();
    const { map } = await evaluate(
      { map: losses[name](graph.input('x', shape), graph.input('y', shape)) },
      { x, y: x },
    );
    expect(Math.max(...map.map(Math.abs))).toBeLessThan(1e-5);
  });
});

describe('the weight of a pixel', () => {
  const masks = Float32Array.from({ length: 6 * 3 }, (_, i) => [1, 0, 0.5, 1, 1, 0][Math.floor(i / 3 + (i % 3)) % 6]!);
  const weightsWith = async (options: SomeTrainOptions) => {
    const graph = new Graph();
    const input = graph.input('masks', [1, 2, 3, 3]);
    const weights = pixelWeights(input, resolveTrainOptions(options)['global.loss']);
    return weights && (await evaluate({ weights }, { masks })).weights;
  };

  it('grows by the multipliers of eyes and mouth within the face', async () => {
    const weights = await weightsWith({ 'global.loss': { eye_multiplier: 3, mouth_multiplier: 2 } });
    const expected = Array.from({ length: 6 }, (_, p) => {
      const [face, eyes, mouth] = [masks[3 * p]!, masks[3 * p + 1]!, masks[3 * p + 2]!];
      const eyed = face + face * eyes * 3;
      return eyed + eyed * mouth * 2;
    });
    expect([...weights!]).toEqual(expected);
  });

  it('is one everywhere without a mask', async () => {
    expect(await weightsWith({ 'global.loss': { penalized_mask_loss: false } })).toBeUndefined();
  });
});

it('takes up to four losses with their weights, and leaves out none and zero', () => {
  const chosen = weightedLosses(
    resolveTrainOptions({
      'global.loss': { loss_weight_2: 50, loss_function_3: 'mae', loss_weight_3: 25, loss_function_4: 'mae' },
    })['global.loss'],
  );
  expect(chosen).toEqual([
    { loss: losses.ssim, weight: 1 },
    { loss: losses.mse, weight: 0.5 },
    { loss: losses.mae, weight: 0.25 },
  ]);
});
