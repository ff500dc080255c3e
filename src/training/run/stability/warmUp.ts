/**
 * What the learning rate is multiplied by at the n-th step of a run, from 0: rising evenly to 1 over `steps`, because
 * the first averages of an optimizer are poor (Goyal et al. 2017, arXiv 1706.02677).
 */
export function computeWarmUpFactor(n: number, steps: number): number {
  return n < steps ? (n + 1) / steps : 1;
}
