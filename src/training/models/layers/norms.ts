import type { Value } from '../../../tensor/graph';
import { ones, zeros } from '../../../tensor/initializers';
import { add, divide, maximum, mean, multiply, reshape, sqrt, square, subtract } from '../../../tensor/ops';

/** Brings the values of a layer to a common scale; `name` begins the names of its weights. Shapes stay. */
export type Norm = (x: Value, name: string) => Value;

/** Normalizes over the pixels of each image and channel of [N, H, W, C], learned scale and shift (Ulyanov et al. 2016, arXiv 1607.08022). */
export const instanceNorm: Norm = (x, name) => shifted(perInstance(x), name);

/** Normalizes like {@link instanceNorm} without weights: each channel of each image has mean 0 and deviation 1. */
export function perInstance(x: Value): Value {
  const { centered, variance } = centeredOver(x, [1, 2]);
  // A channel of one color has no slope toward another deviation.
  return divide(centered, add(sqrt(maximum(variance, 1e-12)), 1e-3));
}

/** Normalizes over pixels and channels of up to 32 groups of channels (Wu and He 2018, arXiv 1803.08494). */
export const groupNorm: Norm = (x, name) => {
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  const groups = findLargestDivisor(channels, 32);
  const { centered, variance } = centeredOver(reshape(x, [n, height, width, groups, channels / groups]), [1, 2, 4]);
  return shifted(reshape(divide(centered, sqrt(add(variance, 1e-6))), x.shape), name);
};

/**
 * Normalizes over all images and pixels of a batch (Ioffe and Szegedy 2015, arXiv 1502.03167). Mean and variance are gathered in
 * training, each batch counting for a hundredth, and stand in for those of the batch in use.
 */
export const batchNorm: Norm = (x, name) => {
  const { graph } = x;
  const channels = [x.shape.at(-1)!];
  const meanSoFar = graph.parameter(`${name}/moving_mean`, channels, zeros);
  const varianceSoFar = graph.parameter(`${name}/moving_variance`, channels, ones);
  if (!graph.isTraining) return shifted(divide(subtract(x, meanSoFar), sqrt(add(varianceSoFar, 1e-3))), name);
  const batch = centeredOver(x, x.shape.map((_, axis) => axis).slice(0, -1));
  graph.trackMean(meanSoFar, reshape(batch.mean, channels));
  graph.trackMean(varianceSoFar, reshape(batch.variance, channels));
  return shifted(divide(batch.centered, sqrt(add(batch.variance, 1e-3))), name);
};

/** Normalizes over the channels of each pixel (Ba et al. 2016, arXiv 1607.06450). */
export const layerNorm: Norm = (x, name) => {
  const { centered, variance } = centeredOver(x, [-1]);
  return shifted(divide(centered, sqrt(add(variance, 1e-3))), name);
};

/** Normalizes over the channels of each pixel, with a scale but no shift (Zhang and Sennrich 2019, arXiv 1910.07467). */
export const rmsNorm: Norm = (x, name) => scaled(divide(x, sqrt(add(mean(square(x), [-1], true), 1e-8))), name);

interface Centered {
  readonly centered: Value;
  readonly mean: Value;
  readonly variance: Value;
}

function centeredOver(x: Value, axes: readonly number[]): Centered {
  const middle = mean(x, axes, true);
  const centered = subtract(x, middle);
  return { centered, mean: middle, variance: mean(square(centered), axes, true) };
}

/** Times a learned scale plus a learned shift, one each a channel. */
export function shifted(x: Value, name: string): Value {
  return add(scaled(x, name), x.graph.parameter(`${name}/beta`, [x.shape.at(-1)!], zeros));
}

function scaled(x: Value, name: string): Value {
  return multiply(x, x.graph.parameter(`${name}/gamma`, [x.shape.at(-1)!], ones));
}

function findLargestDivisor(count: number, most: number): number {
  let divisor = Math.min(count, most);
  while (count % divisor !== 0) divisor--;
  return divisor;
}
