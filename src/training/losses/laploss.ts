import type { Value } from '../../tensor/graph';
import { abs, add, fromChannelPlanes, multiply, subtract, toChannelPlanes } from '../../tensor/ops';
import { gaussianBlur } from './gaussianBlur';
import type { PlainLoss } from './loss';
import { halve, resize } from './resizing';

const levels = 5;
const gaussian = { taps: 5, sigma: 1 };

/**
 * Absolute error of Laplacian pyramids (arXiv 1707.05776, section 3.2): five levels of detail and what remains. A pyramid is
 * linear, so one of the error does. Level i is weighted by 4^-i and enlarged to a map, as faceswap's; the paper sums
 * each level's pixels with a weight of 4^i, which makes all levels count equally.
 */
export const laploss = {
  name: 'laploss',
  help: 'Laplacian pyramid: compares details of several sizes.',
  kind: 'pixel',
  compare(predicted, target) {
    let rest = toChannelPlanes(subtract(predicted, target));
    const [, height, width] = rest.shape as [number, number, number];
    const maps: Value[] = [];
    for (let level = 0; level < levels; level++) {
      const blurred = gaussianBlur(rest, gaussian, 'replicate')(rest);
      maps.push(resize(abs(subtract(rest, blurred)), height, width));
      rest = halve(blurred);
    }
    maps.push(resize(abs(rest), height, width));
    const weighted = maps.map((map, level) => multiply(map, 4 ** -level));
    return fromChannelPlanes(weighted.reduce(add), predicted.shape[3]!);
  },
} as const satisfies PlainLoss;
