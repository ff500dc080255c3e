import type { Value } from '../../tensor/graph';
import type { Trunk, TrunkLayout } from './lpips/trunk';

/** Compares two images [N, H, W, 3], BGR 0..1: the result is small where they are similar. */
export type Comparison = (predicted: Value, target: Value) => Value;

interface LossBase {
  /** As `loss_function` takes it. */
  readonly name: string;
  /** A sentence in English that says what the loss compares. */
  readonly help: string;
  /** Whether it only helps a first loss: `loss_function` itself does not take it. */
  readonly isExtra?: true;
  /** Whether `mask_loss_function` takes it as well. */
  readonly isForMasks?: true;
}

/** A loss that needs nothing but two pictures. */
export interface PlainLoss extends LossBase {
  /**
   * `pixel`: `compare` returns a map [N, H, W, 3] or [N, H, W, 1], which masks weigh. `face`: it returns a number for each
   * face, [N], and both images are multiplied by masks.
   */
  readonly kind: 'pixel' | 'face';
  readonly compare: Comparison;
}

/** A loss that compares what a trained network sees, which the user has as a file (`lpips_trunk`): pixel by pixel. */
export interface TrunkLoss extends LossBase {
  readonly kind: 'trunk';
  readonly trunk: TrunkLayout;
  compareWith(trunk: Trunk): Comparison;
}

/** A loss: the choices of `loss_function` and its followers, their help and the docs follow from its record. */
export type Loss = PlainLoss | TrunkLoss;
