/** Steps without an overflow after which a larger scale is tried. */
const growthInterval = 2000;

/** The largest scale that float16 can still hold beside a loss of one. */
const maxScale = 2 ** 16;

/**
 * The number that a loss is multiplied by so that its gradients fit float16 (Micikevicius et al. 2018, "Mixed precision
 * training", arXiv 1710.03740): halved when a gradient overflows, doubled after many steps in which none did.
 */
export class LossScale {
  #value = maxScale;
  #stepsSinceChange = 0;
  #hasFitted = false;

  /** @param storedState `storedState` of an earlier session */
  constructor(storedState?: ArrayLike<number>) {
    const [value = 0, steps = 0] = Array.from(storedState ?? []);
    if (!(value >= 1 && value <= maxScale && steps >= 0)) return;
    this.#value = value;
    this.#stepsSinceChange = steps;
    this.#hasFitted = true;
  }

  get value(): number {
    return this.#value;
  }

  /** The scale and the steps since it changed; empty where no step has fitted. */
  get storedState(): Float32Array {
    return Float32Array.from(this.#hasFitted ? [this.#value, this.#stepsSinceChange] : []);
  }

  /** Whether the last step fitted; until it does, each step says what the next is to use. */
  get hasFitted(): boolean {
    return this.#hasFitted;
  }

  /**
   * @param finite whether the step had finite gradients
   * @param used the scale of that step: one that has been lowered since says nothing about this one
   */
  observe(finite: boolean, used: number): void {
    this.#hasFitted = finite;
    if (!finite && used > this.#value) return;
    this.#stepsSinceChange++;
    if (finite && this.#stepsSinceChange < growthInterval) return;
    this.#value = finite ? Math.min(maxScale, this.#value * 2) : Math.max(1, this.#value / 2);
    this.#stepsSinceChange = 0;
  }
}
