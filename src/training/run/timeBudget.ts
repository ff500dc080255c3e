import type { JobContext } from '../../shared/jobEvents';
import { formatDuration } from '../../shared/jobText';
import { t } from '../../shared/l10n';
import type { TimeBudgetRecord } from '../store/modelState';
import type { StartingPoint } from './startingPoint';
import type { TrainingRequest } from './trainingRequest';

/** The time that a training may take, over all the runs that resume it. */
export class TimeBudget {
  readonly #job: string | undefined;
  readonly #seconds: number;
  readonly #spentBefore: number;
  #startedAtMs: number | undefined;

  constructor({ job, seconds, spent }: TimeBudgetRecord) {
    this.#job = job;
    this.#seconds = seconds;
    this.#spentBefore = spent;
  }

  /** Starts the clock: the time that a training needs to load its faces and to open its device is not counted. */
  start(): void {
    this.#startedAtMs ??= performance.now();
  }

  get secondsLeft(): number {
    return Math.max(0, this.#seconds - this.#spent);
  }

  get isSpent(): boolean {
    return this.secondsLeft === 0;
  }

  /** Returns what a model's state keeps of it. */
  toRecord(): TimeBudgetRecord {
    return { job: this.#job, seconds: this.#seconds, spent: Math.min(this.#seconds, this.#spent) };
  }

  get #spent(): number {
    const now = performance.now();
    return this.#spentBefore + (now - (this.#startedAtMs ?? now)) / 1000;
  }
}

/**
 * Opens the budget of a training that has one: a new one, or what is left of the same training that was interrupted. At a
 * terminal that is the same command once more, elsewhere a job that resumes another.
 */
export function openTimeBudget(
  { forSeconds: seconds }: TrainingRequest,
  { checkpoint }: StartingPoint,
  { id, isAtTerminal, emit }: JobContext,
): TimeBudget | undefined {
  if (seconds === undefined) return undefined;
  const last = checkpoint?.state.budget;
  const isResumed =
    last?.seconds === seconds &&
    last.spent < seconds &&
    (isAtTerminal === true || (id !== undefined && last.job === id));
  if (!isResumed) return new TimeBudget({ job: id, seconds, spent: 0 });
  const [spent, all, left] = [last.spent, seconds, seconds - last.spent].map(formatDuration);
  const message = t('{0} of the {1} were trained before the interruption: {2} are left.', spent!, all!, left!);
  emit({ type: 'log', level: 'info', message });
  return new TimeBudget({ ...last, job: id });
}
