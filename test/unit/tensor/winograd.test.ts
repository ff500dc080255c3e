import { expect, it } from 'vitest';
import { gradients } from '../../../src/tensor/gradients';
import { Graph } from '../../../src/tensor/graph';
import { buildInference } from '../../../src/tensor/inferenceModel';
import { conv2d, multiply, sum } from '../../../src/tensor/ops';
import { Random } from '../../../src/tensor/random';
import { computeRelativeError, drawUniform, evaluate } from '../../support/tensor/evaluate';

/** [N, H, W, C] to 17 channels; tiles of four pixels end outside of the image. */
const [batch, height, width, channels, outputs] = [2, 34, 33, 16, 17];

/** A 3x3 convolution and the gradients of sum(dy · y), in float64, term by term. */
function computeReference(x: Float32Array, kernel: Float32Array, dy: Float32Array) {
  const y = new Float64Array(dy.length);
  const [dx, dkernel] = [new Float64Array(x.length), new Float64Array(kernel.length)];
  for (let pixel = 0; pixel < batch * height * width; pixel++) {
    const [row, column] = [Math.floor(pixel / width) % height, pixel % width];
    for (let tap = 0; tap < 9; tap++) {
      const [down, along] = [Math.floor(tap / 3) - 1, (tap % 3) - 1];
      if (row + down < 0 || row + down >= height || column + along < 0 || column + along >= width) continue;
      const read = (pixel + down * width + along) * channels;
      for (let c = 0; c < channels; c++)
        for (let o = 0; o < outputs; o++) {
          const [weight, written] = [(tap * channels + c) * outputs + o, pixel * outputs + o];
          y[written]! += x[read + c]! * kernel[weight]!;
          dx[read + c]! += dy[written]! * kernel[weight]!;
          dkernel[weight]! += dy[written]! * x[read + c]!;
        }
    }
  }
  return { y, dx, dkernel };
}

it("Winograd's minimal filtering gives the values and gradients of a convolution in float64", async () => {
  const random = new Random(5);
  const graph = new Graph();
  const x = graph.input('x', [batch, height, width, channels]);
  const kernel = graph.input('kernel', [3, 3, channels, outputs]);
  const y = conv2d(x, kernel);
  const dy = graph.input('dy', y.shape);
  const [dx, dkernel] = gradients(sum(multiply(y, dy)), [x, kernel]);
  expect(Buffer.from(buildInference({ dx: dx! }).bytes).includes('FusedMatMul'), 'lowered so').toBe(true);
  const feeds = {
    x: drawUniform(random, x.shape, 0, 1),
    kernel: drawUniform(random, kernel.shape, -1, 1),
    dy: drawUniform(random, y.shape, -1, 1),
  };
  const made = await evaluate({ y, dx: dx!, dkernel: dkernel! }, feeds);
  const expected = computeReference(feeds.x, feeds.kernel, feeds.dy);
  for (const name of ['y', 'dx', 'dkernel'] as const)
    expect(computeRelativeError(made[name]!, expected[name]), name).toBeLessThan(2e-5);
});
