import { type Box, intersectionOverUnion } from '../geometry';

export interface ScoredBox {
  readonly box: Box;
  /** 0..1 */
  readonly score: number;
}

/** Keeps the best boxes: each that overlaps a better one by more than `maxOverlap` goes. Best first. */
export function nonMaxSuppression<T extends ScoredBox>(candidates: readonly T[], maxOverlap: number): T[] {
  const kept: T[] = [];
  for (const candidate of [...candidates].sort((a, b) => b.score - a.score))
    if (kept.every(({ box }) => intersectionOverUnion(box, candidate.box) <= maxOverlap)) kept.push(candidate);
  return kept;
}
