/** Number of bad steps in a row that count as a broken model. */
const maxBadSteps = 3;
/** Most overflowing steps in a row that are normal with loss scaling: each one halves the scale. */
const maxOverflows = 24;
/** Most times that a training returns to its last save. */
const maxRollBacks = 3;
const lowestFactor = 1 / 64;

/** The part of a step's report that the guard needs. */
export interface StepHealth {
  /** Whether all losses and gradients are finite. If not, the step has changed no weights. */
  readonly finite: boolean;
  /** Whether the cause may be a loss scale that is too high: the gradients overflowed, but the loss is finite. */
  readonly overflowed?: boolean;
}

/**
 * - `fine`: nothing to do;
 * - `left out`: the step does not count, and the learning rate has been lowered;
 * - `roll back`: continue from the last save, at a lower rate;
 * - `stop`: the training cannot continue.
 */
export type Verdict = 'fine' | 'left out' | 'roll back' | 'stop';

/** Decides how a training continues when losses or gradients are NaN or infinite. It is kept when the training rolls back. */
export class NanGuard {
  #rateFactor = 1;
  #badInARow = 0;
  #rollBacks = 0;
  /** Whether any step was fine since the training started or rolled back. */
  #hasWorked = false;

  /** Factor of the learning rate. */
  get rateFactor(): number {
    return this.#rateFactor;
  }

  judge({ finite, overflowed = false }: StepHealth): Verdict {
    if (finite) {
      this.#hasWorked = true;
      this.#badInARow = 0;
      return 'fine';
    }
    this.#badInARow++;
    if (overflowed && this.#badInARow <= maxOverflows) return 'fine';
    if (this.#badInARow >= maxBadSteps) return this.tryRollBack() ? 'roll back' : 'stop';
    this.#lowerRate();
    return 'left out';
  }

  /** Decides whether to continue from the last save. If so, it counts the roll-back and lowers the rate. */
  tryRollBack(): boolean {
    // Starting again does not help a model that fails from its first step on.
    if (!this.#hasWorked || this.#rollBacks === maxRollBacks) return false;
    this.#rollBacks++;
    this.#lowerRate();
    this.#badInARow = 0;
    this.#hasWorked = false;
    return true;
  }

  #lowerRate(): void {
    this.#rateFactor = Math.max(lowestFactor, this.#rateFactor / 2);
  }
}
