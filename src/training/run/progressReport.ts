import type { DeviceReport } from '../../runtime/devices/deviceReport';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import type { IterationReport, TrainingObserver } from '../store/trainingObserver';
import { GraphicsMemory } from './memory/cardMemory';
import { StepRate } from './stepRate';
import type { TrainingRequest } from './trainingRequest';

/** Least time from one report to the next, milliseconds. */
const reportEveryMs = 200;

/** Tells whoever follows the job how far it is, a few times a second. */
export class ProgressReport implements TrainingObserver {
  readonly #rate = new StepRate();
  /** What computes the steps, in words. */
  readonly #device: string;
  readonly #cardMemory: GraphicsMemory;
  #stepsPerSecond: number | undefined;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly request: TrainingRequest,
    device: DeviceReport,
    private readonly job: JobContext,
  ) {
    this.#device = device.name ? `${device.device}: ${device.name}` : device.device;
    this.#cardMemory = new GraphicsMemory(device);
    const { trainer, iterations } = request;
    job.emit({ type: 'phase', name: t('Training {0}', trainer), total: iterations, unit: t('iterations') });
  }

  /** Undefined before the second step. */
  get stepsPerSecond(): number | undefined {
    return this.#stepsPerSecond;
  }

  onIteration({ iteration, lossA, lossB }: IterationReport): void {
    const stepsPerSecond = this.#rate.step();
    this.#stepsPerSecond = stepsPerSecond;
    const now = performance.now();
    const { iterations } = this.request;
    if (now - this.#reportedAt < reportEveryMs && iteration < iterations) return;
    this.#reportedAt = now;
    const secondsLeft = stepsPerSecond && (iterations - iteration) / stepsPerSecond;
    this.job.emit({
      ...{ type: 'step', iteration, lossA, lossB, stepsPerSecond, secondsLeft },
      device: this.#device,
      memoryBytes: process.memoryUsage.rss(),
      cardMemoryBytes: this.#cardMemory.usedBytes,
    });
  }
}
