import type { Value } from '../../tensor/graph';
import {
  add,
  divide,
  fromChannelPlanes,
  multiply,
  separable,
  sqrt,
  square,
  subtract,
  toChannelPlanes,
} from '../../tensor/ops';
import { filterMatrix } from './filters';
import type { PlainLoss } from './loss';

/** Scharr's derivative of 5x5 taps: the differences of the rows two and one pixel from the middle, each pair smoothed with its own weights. */
const rowPairs = [
  { difference: [1, 0, 0, 0, -1], smoothing: [0.0007, 0.0052, 0.037, 0.0052, 0.0007] },
  { difference: [0, 1, 0, -1, 0], smoothing: [0.0037, 0.1187, 0.2589, 0.1187, 0.0037] },
];
const c = 0.0025;
/** Under the root, so that it has a slope where the picture is flat. */
const flat = 1e-12;

/**
 * 1 - the gradient magnitude similarity (arXiv 1308.3052, equation 4) of each color. The paper pools the map by its
 * standard deviation; here it stays a map, so that masks can weigh it. Like faceswap's it takes Scharr's derivatives of
 * the picture, where the paper takes Prewitt's of a halved one.
 */
export const gmsd = {
  name: 'gmsd',
  help: 'Gradient magnitude similarity: compares edges.',
  kind: 'pixel',
  compare(predicted, target) {
    const [x, y] = [toChannelPlanes(predicted), toChannelPlanes(target)];
    const magnitude = gradientMagnitude(x);
    const [a, b] = [magnitude(x), magnitude(y)];
    const likeness = divide(add(multiply(multiply(a, b), 2), c), add(add(square(a), square(b)), c));
    return fromChannelPlanes(subtract(1, likeness), predicted.shape[3]!);
  },
} as const satisfies PlainLoss;

/** Creates a function that computes the gradient magnitude of planes with the shape of the given one, [N, H, W, 1]. */
function gradientMagnitude({ graph, shape }: Value): (planes: Value) => Value {
  const [, height, width] = shape as [number, number, number];
  const filters = (pick: (pair: (typeof rowPairs)[number]) => readonly [down: number[], along: number[]]) =>
    rowPairs.map((pair) => {
      const [down, along] = pick(pair);
      return separable(graph, filterMatrix(height, down, 'reflect'), filterMatrix(width, along, 'reflect'), 1);
    });
  const vertical = filters(({ difference, smoothing }) => [difference, smoothing]);
  const horizontal = filters(({ difference, smoothing }) => [smoothing, difference]);
  return (planes) => {
    const [gy, gx] = [vertical, horizontal].map((pair) => pair.map((filter) => filter(planes)).reduce(add));
    return sqrt(add(add(square(gx!), square(gy!)), flat));
  };
}
