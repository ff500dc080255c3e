/** Steps in a row that may be left out before that is taken for a broken model. */
const mostInARow = 3;
/** With a scaled loss a step whose gradients overflow is how the right scale is found: one halving each. */
const mostOverflowsInARow = 24;
const mostRollBacks = 3;
const lowestFactor = 1 / 64;

/** What a step reported, as far as the guard is concerned. */
export interface StepHealth {
  /** Whether all losses and gradients were; otherwise the step has changed nothing. */
  readonly finite: boolean;
  /** Whether that may be because the loss was scaled too high: its gradients left the numbers, it did not. */
  readonly overflowed?: boolean;
}

/**
 * - `fine`: nothing to do;
 * - `left out`: that step counts for nothing, and the learning rate has been lowered;
 * - `roll back`: go on from the last save, at a lower rate;
 * - `stop`: nothing more can be done.
 */
export type Verdict = 'fine' | 'left out' | 'roll back' | 'stop';

/** Decides what becomes of a training whose losses or gradients leave the numbers. Lives over roll-backs. */
export class NanGuard {
  #rateFactor = 1;
  #badInARow = 0;
  #rollBacks = 0;
  /** Whether any step was fine since the last start. */
  #hasWorked = false;

  /** What the learning rate is to be multiplied by. */
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
    if (overflowed && this.#badInARow <= mostOverflowsInARow) return 'fine';
    if (this.#badInARow >= mostInARow) return this.mayRollBack() ? 'roll back' : 'stop';
    this.#lowerRate();
    return 'left out';
  }

  /** Whether it makes sense to go on from the last save; if so, that counts, and the rate is lowered. */
  mayRollBack(): boolean {
    // A model that is broken from its first step on is none the better for starting again.
    if (!this.#hasWorked || this.#rollBacks === mostRollBacks) return false;
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
