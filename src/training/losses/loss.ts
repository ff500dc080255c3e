import type { Value } from '../../tensor/graph';

/** Two images [N, H, W, 3], BGR 0..1, to something that is to be small. */
type Comparison = (made: Value, wanted: Value) => Value;

/** Compares faces pixel by pixel, to a map [N, H, W, 3] or [N, H, W, 1]: masks weigh the map. */
export type PixelLoss = Comparison;

/** Compares faces as a whole, to a number each, [N]: masks are laid over both images. */
export type FaceLoss = Comparison;

export type Loss =
  | { readonly kind: 'pixel'; readonly compare: PixelLoss }
  | { readonly kind: 'face'; readonly compare: FaceLoss };
