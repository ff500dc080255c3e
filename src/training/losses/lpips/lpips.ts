import type { Value } from '../../../tensor/graph';
import { buildConstantNetwork } from '../../../tensor/onnx/buildConstantNetwork';
import {
  add,
  divide,
  matmul,
  multiply,
  reshape,
  reverse,
  slice,
  sqrt,
  square,
  subtract,
  sum,
} from '../../../tensor/ops';
import type { Comparison } from '../loss';
import { resize } from '../resizing';
import type { Tap, Trunk } from './trunk';

/** Mean and spread of RGB in -1..1 that the trunks were trained with. */
const shift = [-0.03, -0.088, -0.188];
const scale = [0.458, 0.448, 0.45];
/** Under the root, so that it has a slope where no channel answers. */
const silent = 1e-10;
/** faceswap's, which brings the loss to the size of the others. */
const factor = 0.1;

/**
 * Learned perceptual image patch similarity (arXiv 1801.03924, equation 1) as a map: the squared difference of the features of a
 * trained network, normalized per pixel, weighted and summed; layer by layer, resized to the picture.
 */
export function compareByTrunk({ network, taps, leastEdge }: Trunk): Comparison {
  return (predicted, target) => {
    const [, height, width] = predicted.shape as [number, number, number];
    const answers = buildConstantNetwork(
      predicted.graph,
      network,
      taps.map(({ name }) => name),
    );
    const seen = (face: Value) =>
      prepareForTrunk(resize(face, Math.max(height, leastEdge), Math.max(width, leastEdge)));
    const [ofPredicted, ofTarget] = [answers(seen(predicted)), answers(seen(target))];
    const maps = taps.map((tap, i) => {
      const difference = square(subtract(normalizeChannels(ofPredicted[i]!), normalizeChannels(ofTarget[i]!)));
      return resize(cropBorder(sumWeighted(difference, tap), tap.crop), height, width);
    });
    return multiply(
      maps.reduce((total, map) => add(total, map)),
      factor,
    );
  };
}

/** Converts BGR 0..1 to the input of the trunks. */
function prepareForTrunk(bgr: Value): Value {
  const vector = (values: readonly number[]) => bgr.graph.constant(Float32Array.from(values), [3]);
  const slope = vector(scale.map((spread) => 2 / spread));
  return add(multiply(reverse(bgr, -1), slope), vector(shift.map((mean, i) => (-1 - mean) / scale[i]!)));
}

/** Scales the channels of each pixel to unit length. */
function normalizeChannels(features: Value): Value {
  return divide(features, sqrt(add(sum(square(features), [3], true), silent)));
}

/** Sums the weighted channels: [N, H, W, C] to [N, H, W, 1]. */
function sumWeighted(map: Value, { weights }: Tap): Value {
  const [n, height, width, channels] = map.shape as [number, number, number, number];
  const column = map.graph.constant(weights, [channels, 1]);
  return reshape(matmul(reshape(map, [n * height * width, channels]), column), [n, height, width, 1]);
}

/** Removes the outermost pixels, which zeros from outside the picture affect; a very small map is not cropped. */
function cropBorder(map: Value, border: number): Value {
  const [n, height, width] = map.shape as [number, number, number];
  if (Math.min(height, width) <= 2 * border) return map;
  return slice(map, [0, border, border, 0], [n, height - 2 * border, width - 2 * border, 1]);
}
