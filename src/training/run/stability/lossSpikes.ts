/** Share of the running mean that a new loss has. */
const share = 0.02;
/** Losses before there is a usual one. */
const settling = 100;
/** A spike is so many deviations above the usual loss, and at least so many times as high. */
const deviations = 8;
const leastRatio = 1.5;

export interface LossSpike {
  readonly loss: number;
  /** What it was of late. */
  readonly usual: number;
}

/** Finds losses that jump far above what they were of late: the first sign that a rate is too high. */
export class LossSpikeDetector {
  #mean = 0;
  #variance = 0;
  #count = 0;
  #quietUntil = settling;

  /** A spike is told once; the losses after it are what it is measured by next. */
  observe(loss: number): LossSpike | undefined {
    if (!Number.isFinite(loss)) return undefined;
    const usual = this.#mean;
    const limit = Math.max(usual * leastRatio, usual + deviations * Math.sqrt(this.#variance));
    const isSpike = this.#count >= this.#quietUntil && loss > limit;
    this.#count++;
    if (isSpike) this.#quietUntil = this.#count + settling;
    const weight = Math.max(share, 1 / this.#count); // the plain mean at first
    this.#mean += weight * (loss - usual);
    this.#variance = (1 - weight) * (this.#variance + weight * (loss - usual) ** 2);
    return isSpike ? { loss, usual } : undefined;
  }
}
