import type { Value } from './graph';
import { add, divide, maximum, minimum, multiply, subtract } from './ops/broadcasting';
import { reshape, slice } from './ops/shape';
import { sqrt } from './ops/unary';

/** How gradients that are too large are reduced before the update. */
export type GradientClipping =
  /** Limits each element to ± limit. */
  | { readonly kind: 'value'; readonly limit: number }
  /** Scales the gradient of each parameter to an L2 norm of at most `limit`. */
  | { readonly kind: 'norm'; readonly limit: number }
  /** Scales all gradients together to an L2 norm of at most `limit` (Pascanu et al. 2013, arXiv 1211.5063). */
  | { readonly kind: 'globalNorm'; readonly limit: number }
  /**
   * Scales all gradients together to a percentile of the global norms so far, this one included (Seetharaman et al.
   * 2020, "AutoClip", arXiv 2007.14469). The norms of the last `history` steps count; with 0, all do.
   */
  | { readonly kind: 'autoclip'; readonly percentile: number; readonly history: number };

/** The name of the input `neighbors` of {@link insertedPercentile}. */
export const autoclipInput = 'autoclip';

/** Keeps the division finite if a gradient is zero. */
const epsilon = 1e-6;

/** Returns the factor, [], at most 1, that limits a gradient of the given norm, [], to `limit`. */
function clipFactor(norm: Value, limit: Value | number): Value {
  return minimum(divide(limit, add(norm, epsilon)), 1);
}

/**
 * Returns a percentile, [], of the earlier norms and `norm`.
 * @param neighbors [4]: the three earlier norms around the percentile's place, ascending, and the fraction of the way
 *   from that place to the next one. Three are enough, because inserting `norm` moves larger ones by one place
 */
function insertedPercentile(norm: Value, neighbors: Value): Value {
  const at = (index: number) => reshape(slice(neighbors, [index], [1]), []);
  const between = (low: Value, high: Value) => minimum(maximum(norm, low), high);
  const lower = between(at(0), at(1));
  const upper = between(at(1), at(2));
  return add(lower, multiply(subtract(upper, lower), at(3)));
}

export interface GradientNorms {
  /** The norm of each parameter's gradient, []. */
  readonly each: readonly Value[];
  /** The norm of all gradients together, []. */
  readonly global: Value;
}

/**
 * Computes the norms of all gradients.
 * @param squares the sum of squares of each gradient, []
 * @param lossScale the factor that the gradients still contain, if any
 */
export function gradientNorms(squares: readonly Value[], lossScale: Value | undefined): GradientNorms {
  const norm = (square: Value) => (lossScale ? divide(sqrt(square), lossScale) : sqrt(square));
  return { each: squares.map(norm), global: norm(squares.reduce(add)) };
}

/** Returns one factor per parameter, or undefined if the clipping needs none. */
export function clipScales(clipping: GradientClipping, { each, global }: GradientNorms): readonly Value[] | undefined {
  if (clipping.kind === 'value') return undefined;
  if (clipping.kind === 'norm') return each.map((norm) => clipFactor(norm, clipping.limit));
  const limit =
    clipping.kind === 'globalNorm'
      ? clipping.limit
      : insertedPercentile(global, global.graph.getOrAddInput(autoclipInput, [4]));
  const factor = clipFactor(global, limit);
  return each.map(() => factor);
}
