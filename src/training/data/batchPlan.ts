import { Random } from '../../tensor/random';
import { type AugmentationAmounts, type FaceAugmentation, pickAugmentation } from './augment/augmentation';

/** One face of a batch: its index in the side's list of files, and its augmentation. */
export interface PlannedFace {
  readonly index: number;
  readonly augmentation: FaceAugmentation;
}

/**
 * Plans the batches of one side. The faces of a side repeat in epochs, each a new random order of all faces, and this
 * endless list is cut into batches. So the side with fewer faces repeats more often, and the content of any batch
 * follows from the seed and the iteration alone.
 */
export class BatchPlan {
  readonly #orders = new Map<number, Uint32Array>();

  constructor(
    private readonly faceCount: number,
    private readonly batchSize: number,
    private readonly size: number,
    private readonly amounts: AugmentationAmounts,
    /** Different for the two sides. */
    private readonly seed: number,
  ) {}

  planFaces(iteration: number): PlannedFace[] {
    const random = new Random(mixSeed(this.seed, 1, iteration));
    return Array.from({ length: this.batchSize }, (_, slot) => {
      const position = iteration * this.batchSize + slot;
      return {
        index: this.#getOrder(Math.floor(position / this.faceCount))[position % this.faceCount]!,
        augmentation: pickAugmentation(random, this.size, this.amounts),
      };
    });
  }

  #getOrder(epoch: number): Uint32Array {
    const known = this.#orders.get(epoch);
    if (known) return known;
    if (this.#orders.size > 1) this.#orders.clear();
    const indexes = Array.from({ length: this.faceCount }, (_, i) => i);
    const order = Uint32Array.from(new Random(mixSeed(this.seed, 0, epoch)).shuffle(indexes));
    this.#orders.set(epoch, order);
    return order;
  }
}

/** Mixes numbers to a seed that depends on all of them, by the finalizer of MurmurHash3 (Austin Appleby, public domain). */
export function mixSeed(...parts: readonly number[]): number {
  return parts.reduce((hash, part) => {
    let h = Math.imul(hash ^ part, 0x9e3779b1) + 0x7f4a7c15;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  }, 0);
}
