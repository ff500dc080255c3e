import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { StepRate } from '../stepRate';
import type { TrainingRequest } from '../trainingRequest';
import type { Iteration, TrainingObserver } from './observer';

/** Least time from one report to the next, milliseconds. */
const reportEveryMs = 200;

/** Tells whoever follows the job how far it is, a few times a second. */
export class ProgressReport implements TrainingObserver {
  readonly #rate = new StepRate();
  #stepsPerSecond: number | undefined;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly request: TrainingRequest,
    /** What computes the steps, in words. */
    private readonly device: string,
    private readonly job: JobContext,
  ) {
    const { trainer, iterations } = request;
    job.emit({ type: 'phase', name: t('Training {0}', trainer), total: iterations, unit: t('iterations') });
  }

  /** Undefined before the second step. */
  get stepsPerSecond(): number | undefined {
    return this.#stepsPerSecond;
  }

  iterated({ iteration, lossA, lossB }: Iteration): void {
    const stepsPerSecond = this.#rate.step();
    this.#stepsPerSecond = stepsPerSecond;
    const now = performance.now();
    const { iterations } = this.request;
    if (now - this.#reportedAt < reportEveryMs && iteration < iterations) return;
    this.#reportedAt = now;
    const secondsLeft = stepsPerSecond && (iterations - iteration) / stepsPerSecond;
    const memoryBytes = process.memoryUsage.rss();
    const { device } = this;
    this.job.emit({ type: 'step', iteration, lossA, lossB, stepsPerSecond, secondsLeft, device, memoryBytes });
  }
}
