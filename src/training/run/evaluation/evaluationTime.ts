/** Evaluation may take this share of the time of a training. */
const mostShare = 0.03;

/** Measures how long evaluation takes, and says whether there is time for more of it. */
export class EvaluationTime {
  #startedAt: number | undefined;
  #spentMs = 0;
  #faceMs: number;

  /** @param faceMs what a face takes, as far as is known before the first evaluation */
  constructor(
    faceMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#faceMs = faceMs;
  }

  /** Starts the clock of the training. */
  start(): void {
    this.#startedAt ??= this.now();
  }

  /** Returns whether an evaluation of so many faces stays within its share. */
  allows(faces: number): boolean {
    const expected = faces * this.#faceMs;
    return this.#spentMs + expected <= mostShare * (this.#elapsedMs + expected);
  }

  /** Measures an evaluation of so many faces. */
  async measure<T>(faces: number, evaluate: () => Promise<T>): Promise<T> {
    const from = this.now();
    try {
      return await evaluate();
    } finally {
      const took = this.now() - from;
      this.#spentMs += took;
      this.#faceMs = took / faces;
    }
  }

  /** The share of the time since the start, 0..1. */
  get share(): number {
    return this.#elapsedMs > 0 ? this.#spentMs / this.#elapsedMs : 0;
  }

  get #elapsedMs(): number {
    const now = this.now();
    return now - (this.#startedAt ?? now);
  }
}
