import type { DeviceReport } from '../../runtime/devices/deviceReport';
import { findGraphicsCards } from '../../runtime/devices/graphicsCards';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import type { IterationReport, TrainingObserver } from '../store/trainingObserver';
import type { TimeBudget } from './timeBudget';
import { maxIterations, type TrainingRequest } from './trainingRequest';

/** Shortest time between two reports. */
const reportIntervalMs = 200;

/** Reports the progress of the job a few times per second. */
export class ProgressReport implements TrainingObserver {
  readonly #rate = new StepRate();
  /** Name of the device that computes the steps. */
  readonly #device: string;
  readonly #graphicsMemory: GraphicsMemory;
  readonly #budget: TimeBudget | undefined;
  #stepsPerSecond: number | undefined;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly request: TrainingRequest,
    { device, budget }: { readonly device: DeviceReport; readonly budget?: TimeBudget | undefined },
    private readonly job: JobContext,
  ) {
    this.#device = device.name ? `${device.device}: ${device.name}` : device.device;
    this.#graphicsMemory = new GraphicsMemory(device);
    this.#budget = budget;
    const { trainer, iterations } = request;
    const goal = iterations < maxIterations ? { total: iterations } : {};
    job.emit({ type: 'phase', name: t('Training {0}', trainer), ...goal, unit: t('iterations') });
  }

  /** Steps per second over the last half minute; undefined before the second step. */
  get stepsPerSecond(): number | undefined {
    return this.#stepsPerSecond;
  }

  onIteration({ iteration, lossA, lossB }: IterationReport): void {
    const stepsPerSecond = this.#rate.countStep();
    this.#stepsPerSecond = stepsPerSecond;
    const now = performance.now();
    const { iterations } = this.request;
    if (now - this.#reportedAt < reportIntervalMs && iteration < iterations) return;
    this.#reportedAt = now;
    const hasGoal = stepsPerSecond !== undefined && iterations < maxIterations;
    const secondsToGoal = hasGoal ? (iterations - iteration) / stepsPerSecond : undefined;
    const secondsLeft = minimum(secondsToGoal, this.#budget?.secondsLeft);
    this.job.emit({
      ...{ type: 'step', iteration, lossA, lossB, stepsPerSecond, secondsLeft },
      device: this.#device,
      memoryBytes: process.memoryUsage.rss(),
      cardMemoryBytes: this.#graphicsMemory.usedBytes,
    });
  }
}

function minimum(...values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

/** Measures the steps per second over the last half minute, including the time for saves and previews. */
class StepRate {
  readonly #times: number[] = [];

  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly windowMs = 30_000,
  ) {}

  /** Counts a step that has just ended. @returns steps per second; undefined until there are two steps */
  countStep(): number | undefined {
    const at = this.now();
    this.#times.push(at);
    while (this.#times.length > 2 && at - this.#times[0]! > this.windowMs) this.#times.shift();
    const elapsed = at - this.#times[0]!;
    return elapsed > 0 ? ((this.#times.length - 1) * 1000) / elapsed : undefined;
  }
}

/** Shortest time between two queries of the system's tools. */
const queryIntervalMs = 15_000;

/** Measures how much memory of the graphics card all programs use together, if the system reports it. */
class GraphicsMemory {
  readonly #device: DeviceReport;
  #usedBytes: number | undefined;
  #queriedAt = Number.NEGATIVE_INFINITY;

  constructor(device: DeviceReport) {
    this.#device = device;
  }

  /** Result of the last query. Reading it starts the next query from time to time, without waiting for its result. */
  get usedBytes(): number | undefined {
    const now = performance.now();
    if (this.#device.device !== 'cpu' && now - this.#queriedAt >= queryIntervalMs) {
      this.#queriedAt = now;
      void this.#query().catch(() => undefined); // a missing figure is no reason to stop the training
    }
    return this.#usedBytes;
  }

  async #query(): Promise<void> {
    const cards = await findGraphicsCards();
    const card = cards.find(({ name }) => name === this.#device.name) ?? cards[0];
    const { memoryBytes, freeBytes } = card ?? {};
    if (memoryBytes !== undefined && freeBytes !== undefined) this.#usedBytes = memoryBytes - freeBytes;
  }
}
