import { Random } from '../../tensor/random';
import { type AugmentationAmounts, type FaceAugmentation, pickAugmentation } from './augment/augmentation';

/** One place of a batch: which file of the side's list, and what happens to it. */
export interface PlannedFace {
  readonly index: number;
  readonly augmentation: FaceAugmentation;
}

/**
 * What the batches of one side hold. A side is an endless row of epochs, each all faces in a new order, cut into
 * batches: so the shorter side goes round more often, and any batch can be told from the seed and its iteration.
 */
export class BatchPlan {
  readonly #orders = new Map<number, Uint32Array>();

  constructor(
    private readonly faceCount: number,
    private readonly batchSize: number,
    private readonly size: number,
    private readonly amounts: AugmentationAmounts,
    /** Differs between the sides. */
    private readonly seed: number,
  ) {}

  planFaces(iteration: number): PlannedFace[] {
    const random = new Random(mixSeed(this.seed, 1, iteration));
    return Array.from({ length: this.batchSize }, (_, place) => {
      const position = iteration * this.batchSize + place;
      return {
        index: this.#order(Math.floor(position / this.faceCount))[position % this.faceCount]!,
        augmentation: pickAugmentation(random, this.size, this.amounts),
      };
    });
  }

  #order(epoch: number): Uint32Array {
    const known = this.#orders.get(epoch);
    if (known) return known;
    if (this.#orders.size > 1) this.#orders.clear();
    const indexes = Array.from({ length: this.faceCount }, (_, i) => i);
    const order = Uint32Array.from(new Random(mixSeed(this.seed, 0, epoch)).shuffle(indexes));
    this.#orders.set(epoch, order);
    return order;
  }
}

/** A seed that depends on every one of the numbers: the finaliser of MurmurHash3 (Austin Appleby, public domain). */
export function mixSeed(...parts: readonly number[]): number {
  return parts.reduce((hash, part) => {
    let h = Math.imul(hash ^ part, 0x9e3779b1) + 0x7f4a7c15;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  }, 0);
}
