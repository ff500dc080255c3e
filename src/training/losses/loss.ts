import type { Value } from '../../tensor/graph';

/** Compares faces pixel by pixel: two images [N, H, W, C], 0..1, to a map of the same shape that is to be small. */
export type Loss = (made: Value, wanted: Value) => Value;
