import type { Value } from './graph';
import { add, divide, maximum, minimum, multiply, subtract } from './ops/broadcasting';
import { reshape, slice } from './ops/shape';

/** How gradients that are too large are made smaller before the update. */
export type GradientClipping =
  /** Each element by itself, to ± limit. */
  | { readonly kind: 'value'; readonly limit: number }
  /** The gradient of each parameter, to an L2 norm of at most `limit`. */
  | { readonly kind: 'norm'; readonly limit: number }
  /** All gradients together, to an L2 norm of at most `limit` (Pascanu et al. 2013, arXiv 1211.5063). */
  | { readonly kind: 'globalNorm'; readonly limit: number }
  /**
   * All gradients together, to a percentile of the global norms so far and this one (Seetharaman et al. 2020,
   * "AutoClip", arXiv 2007.14469). The norms of `history` steps are kept, 0 keeps all.
   */
  | { readonly kind: 'autoclip'; readonly percentile: number; readonly history: number };

/** The input that says where autoclip's percentile lies: see {@link insertedPercentile}. */
export const autoclipInput = 'autoclip';

/** Keeps the division finite where a gradient is zero. */
const tiny = 1e-6;

/** What a gradient of that norm, [], is multiplied by, []: at most one. */
export function clipFactor(norm: Value, limit: Value | number): Value {
  return minimum(divide(limit, add(norm, tiny)), 1);
}

/**
 * A percentile of numbers from before and `norm` together, []. `neighbours`, [4], are the three numbers of before
 * around the place in question, in ascending order, and the fraction of the way from the place to the next: inserting
 * `norm` shifts whatever stands above it by one.
 */
export function insertedPercentile(norm: Value, neighbours: Value): Value {
  const at = (index: number) => reshape(slice(neighbours, [index], [1]), []);
  const between = (low: Value, high: Value) => minimum(maximum(norm, low), high);
  const lower = between(at(0), at(1));
  const upper = between(at(1), at(2));
  return add(lower, multiply(subtract(upper, lower), at(3)));
}
