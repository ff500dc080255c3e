import type { RandomAttributes } from '../../../tensor/ops/random';
import type { Kernel } from './kernel';

/** Of each node: how often it has drawn. TensorFlow.js begins anew from a seed at each call. */
const drawCounts = new WeakMap<RandomAttributes, number>();

export const random: Kernel<RandomAttributes> = (tf, _inputs, attributes) => {
  const { distribution, shape, seed } = attributes;
  const count = drawCounts.get(attributes) ?? 0;
  drawCounts.set(attributes, count + 1);
  const next = seed + 7919 * count; // a prime, so that neighbouring nodes do not follow each other
  return distribution === 'normal'
    ? tf.randomNormal([...shape], 0, 1, 'float32', next)
    : tf.randomUniform([...shape], 0, 1, 'float32', next);
};
