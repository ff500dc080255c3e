import type { Value } from '../../../tensor/graph';
import { add, concat, multiply, reshape, separable, split } from '../../../tensor/ops';
import { filterMatrix } from '../filters';

/**
 * How much detail the eye still sees in lightness, red-green and blue-yellow, as sums of Gaussians over degrees of the
 * visual field: amplitude and width each (ꟻLIP's table 1).
 */
const sensitivities: readonly (readonly { readonly a: number; readonly b: number }[])[] = [
  [{ a: 1, b: 0.0047 }],
  [{ a: 1, b: 0.0053 }],
  [
    { a: 34.1, b: 0.04 },
    { a: 13.5, b: 0.025 },
  ],
];
const widest = 0.04;

/** Removes from opponent colors [3, N, H, W] the details that nobody sees at this number of pixels per degree. */
export function visibleDetail(opponent: Value, pixelsPerDegree: number): Value {
  const channels = split(opponent, [1, 1, 1], 0);
  return concat(
    channels.map((channel, index) => filterPlane(channel, sensitivities[index]!, pixelsPerDegree)),
    0,
  );
}

/** Filters a plane [1, N, H, W]. Each Gaussian is separable, their sum is not; the sum of all weights is one. */
function filterPlane(channel: Value, gaussians: (typeof sensitivities)[number], pixelsPerDegree: number): Value {
  const [, n, height, width] = channel.shape as [number, number, number, number];
  const planes = reshape(channel, [n, height, width, 1]);
  const reach = Math.ceil(3 * Math.sqrt(widest / (2 * Math.PI ** 2)) * pixelsPerDegree);
  const bells = gaussians.map(({ a, b }) => {
    const taps = Array.from({ length: 2 * reach + 1 }, (_, k) =>
      Math.exp((-(Math.PI ** 2) / b) * ((k - reach) / pixelsPerDegree) ** 2),
    );
    const sum = taps.reduce((total, tap) => total + tap, 0);
    return { taps: taps.map((tap) => tap / sum), weight: a * Math.sqrt(Math.PI / b) * sum ** 2 };
  });
  const total = bells.reduce((sum, { weight }) => sum + weight, 0);
  const sum = bells
    .map(({ taps, weight }) => {
      const [down, along] = [filterMatrix(height, taps, 'replicate'), filterMatrix(width, taps, 'replicate')];
      return multiply(separable(channel.graph, down, along, 1)(planes), weight / total);
    })
    .reduce((sum, part) => add(sum, part));
  return reshape(sum, channel.shape);
}
