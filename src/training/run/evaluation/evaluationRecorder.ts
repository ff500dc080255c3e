import type { JobContext } from '../../../shared/jobEvents';
import { describeTrends, isAllFlat } from '../../store/curves/describeTrends';
import type { EvaluationEntry, EvaluationLog } from '../../store/curves/evaluationLog';
import { findTrends, type Trend } from '../../store/curves/trends';
import type { SavedModel, TrainingObserver } from '../../store/trainingObserver';

/** Appends each evaluation to the log, and says what has stopped improving, whenever that changes. */
export class EvaluationRecorder implements TrainingObserver {
  readonly #entries: EvaluationEntry[];
  #told: string;
  #isFlat = false;

  /** @param log absent where no logs are to be written */
  constructor(
    private readonly log: EvaluationLog | undefined,
    private readonly job: JobContext,
  ) {
    this.#entries = [...(log?.earlier ?? [])];
    this.#told = formatKey(findTrends(this.#entries));
  }

  /** Whether nothing improves any more, by an evaluation of this run. */
  get isFlat(): boolean {
    return this.#isFlat;
  }

  async onSave({ evaluation }: SavedModel): Promise<void> {
    if (!evaluation) return;
    this.#entries.push(evaluation);
    this.#judge(evaluation.iteration);
    this.log?.append(evaluation);
  }

  #judge(iteration: number): void {
    const trends = findTrends(this.#entries);
    this.#isFlat = isAllFlat(trends);
    const key = formatKey(trends);
    if (key === this.#told) return;
    this.#told = key;
    const message = describeTrends(trends, iteration);
    if (message !== undefined) this.job.emit({ type: 'log', level: 'info', message });
  }

  close(): void {
    this.log?.close();
  }
}

/** Returns a text that changes when a figure begins or ceases to improve. */
function formatKey(trends: readonly Trend[]): string {
  return trends.map(({ direction }) => direction).join();
}
