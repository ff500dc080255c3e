import type { Value } from '../../../tensor/graph';
import { add, separable, sqrt, square } from '../../../tensor/ops';
import { filterMatrix } from '../filters';

/** Width of a feature, degrees of the visual field. */
const featureWidth = 0.082;
/** Under the root, so that it has a slope where the picture is flat. */
const flat = 1e-12;

/** Returns how much each pixel of a lightness [N, H, W, 1] looks like an edge, and like a point: the same shape each. */
export function features(lightness: Value, pixelsPerDegree: number): { readonly edges: Value; readonly points: Value } {
  const sigma = (featureWidth / 2) * pixelsPerDegree;
  const reach = Math.ceil(3 * sigma);
  const offsets = Array.from({ length: 2 * reach + 1 }, (_, k) => k - reach);
  const bell = offsets.map((x) => Math.exp(-(x ** 2) / (2 * sigma ** 2)));
  const along = (taps: readonly number[]) => magnitude(lightness, balanced(taps), balanced(bell));
  return {
    edges: along(offsets.map((x, k) => -x * bell[k]!)),
    points: along(offsets.map((x, k) => (x ** 2 / sigma ** 2 - 1) * bell[k]!)),
  };
}

/** Returns the length of the vector of two filters: `taps` across and `smoothing` down, and the reverse. */
function magnitude(plane: Value, taps: readonly number[], smoothing: readonly number[]): Value {
  const [, height, width] = plane.shape as [number, number, number];
  const filtered = (down: readonly number[], across: readonly number[]) =>
    separable(plane.graph, filterMatrix(height, down, 'replicate'), filterMatrix(width, across, 'replicate'), 1)(plane);
  return sqrt(add(add(square(filtered(smoothing, taps)), square(filtered(taps, smoothing))), flat));
}

/** Scales the positive taps to a sum of one, and the negative ones to minus one. */
function balanced(taps: readonly number[]): readonly number[] {
  const positive = taps.reduce((sum, tap) => sum + Math.max(tap, 0), 0);
  const negative = taps.reduce((sum, tap) => sum - Math.min(tap, 0), 0);
  return taps.map((tap) => (tap < 0 ? tap / negative : tap / positive));
}
