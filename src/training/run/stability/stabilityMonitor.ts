import type { JobContext } from '../../../shared/jobEvents';
import { t } from '../../../shared/l10n';
import type { TrainingStep } from '../../../tensor/trainingStep';
import type { StartingPoint } from '../startingPoint';
import type { TrainingRequest } from '../trainingRequest';
import type { NanGuard } from './nanGuard';

export interface StabilitySettings {
  /** Learning rate before warm-up and guard change it. */
  readonly learningRate: number;
  /** Number of steps over which the rate rises; 0 for no warm-up. */
  readonly warmUp: number;
  /** Absent if the user switched it off: then the training continues whatever the losses are. */
  readonly guard?: NanGuard;
  readonly usesLossScale: boolean;
}

/** Thrown when a training must continue from its last save. */
export class RollBackRequest extends Error {}

/** Watches the losses that the steps report, adjusts the learning rate, and warns the user. */
export class StabilityMonitor {
  readonly #spikes = new LossSpikeDetector();
  #steps = 0;

  constructor(
    private readonly setup: StabilitySettings,
    private readonly job: JobContext,
  ) {}

  /** Computes the learning rate of the step that follows `ahead` steps after the next one. */
  computeLearningRate(ahead: number): number {
    const { learningRate, warmUp, guard } = this.setup;
    return learningRate * (guard?.rateFactor ?? 1) * computeWarmUpFactor(this.#steps + ahead, warmUp);
  }

  /**
   * Takes the report of the step of an iteration.
   * @returns whether the step counts, or `stop` if the training cannot continue
   * @throws RollBackRequest
   */
  observe(iteration: number, { lossA, lossB, finite }: Readonly<Record<string, number>>): 'fine' | 'left out' | 'stop' {
    this.#steps++;
    const { guard, usesLossScale } = this.setup;
    const loss = (lossA! + lossB!) / 2;
    const overflowed = usesLossScale && Number.isFinite(loss);
    const verdict = guard?.judge({ finite: finite === 1, overflowed }) ?? 'fine';
    if (verdict === 'roll back') throw new RollBackRequest();
    if (verdict === 'left out') this.#warn(this.#describeLeftOut(iteration));
    if (verdict === 'fine') this.#reportSpike(iteration, loss);
    return verdict;
  }

  /** Handles weights that are NaN or infinite. @throws RollBackRequest when the last save may help */
  rollBackIfUseful(): void {
    if (this.setup.guard?.tryRollBack()) throw new RollBackRequest();
  }

  #describeLeftOut(iteration: number): string {
    return t(
      'Skipped iteration {0}: a loss or a gradient was NaN or infinite. The learning rate is now {1}.',
      iteration,
      this.computeLearningRate(0).toPrecision(2),
    );
  }

  #reportSpike(iteration: number, loss: number): void {
    const spike = this.#spikes.observe(loss);
    if (!spike) return;
    this.#warn(
      t(
        'The loss jumped from {0} to {1} at iteration {2}. Lower learning_rate if it does not fall again.',
        spike.meanBefore.toPrecision(3),
        spike.loss.toPrecision(3),
        iteration,
      ),
    );
  }

  #warn(message: string): void {
    this.job.emit({ type: 'log', level: 'warning', message });
  }
}

/** Creates the monitor of a training from its request and its options. */
export function createStabilityMonitor(
  { warmUp = 0 }: TrainingRequest,
  { options }: StartingPoint,
  { guard, foundRate }: { readonly guard: NanGuard; readonly foundRate: number | undefined },
  { source: { usesLossScale = false } }: TrainingStep,
  job: JobContext,
): StabilityMonitor {
  const learningRate = foundRate ?? options['global.optimizer'].learning_rate;
  const protection = options.global.nan_protection ? { guard } : {};
  return new StabilityMonitor({ learningRate, warmUp, usesLossScale, ...protection }, job);
}

/**
 * Computes the factor of the learning rate at step `n` of a run, counted from 0. It rises linearly to 1 over `steps`,
 * because the first averages of an optimizer are poor (Goyal et al. 2017, arXiv 1706.02677).
 */
export function computeWarmUpFactor(n: number, steps: number): number {
  return n < steps ? (n + 1) / steps : 1;
}

/** Weight of a new loss in the running mean. */
const weightOfNewest = 0.02;
/** Number of losses before spikes are reported. */
const settlingCount = 100;
/** A spike lies this many standard deviations above the running mean, and is at least this many times as high. */
const spikeDeviations = 8;
const minSpikeRatio = 1.5;

export interface LossSpike {
  readonly loss: number;
  /** Running mean of the losses before. */
  readonly meanBefore: number;
}

/** Detects losses that jump far above their running mean: the first sign that the learning rate is too high. */
export class LossSpikeDetector {
  #mean = 0;
  #variance = 0;
  #count = 0;
  #quietUntil = settlingCount;

  /** Returns the spike, if this loss is one. After a spike the mean settles again before the next one is reported. */
  observe(loss: number): LossSpike | undefined {
    if (!Number.isFinite(loss)) return undefined;
    const mean = this.#mean;
    const limit = Math.max(mean * minSpikeRatio, mean + spikeDeviations * Math.sqrt(this.#variance));
    const isSpike = this.#count >= this.#quietUntil && loss > limit;
    this.#count++;
    if (isSpike) this.#quietUntil = this.#count + settlingCount;
    const weight = Math.max(weightOfNewest, 1 / this.#count); // at first the mean of all losses
    this.#mean += weight * (loss - mean);
    this.#variance = (1 - weight) * (this.#variance + weight * (loss - mean) ** 2);
    return isSpike ? { loss, meanBefore: mean } : undefined;
  }
}
