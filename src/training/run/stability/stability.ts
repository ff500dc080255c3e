import type { JobContext } from '../../../shared/jobEvents';
import { t } from '../../../shared/l10n';
import { LossSpikeDetector } from './lossSpikes';
import type { NanGuard } from './nanGuard';
import { computeWarmUpFactor } from './warmUp';

export interface StabilitySettings {
  /** The rate before anything changes it. */
  readonly learningRate: number;
  /** Steps of a run over which the rate rises; 0 for none. */
  readonly warmUp: number;
  /** Absent where the user wants none: then a training goes on whatever its losses are. */
  readonly guard?: NanGuard;
  readonly usesLossScale: boolean;
}

/** Thrown where a training is to go on from its last save. */
export class RollBackRequest extends Error {}

/** Watches what steps report, chooses their learning rate by it, and says so. */
export class StabilityMonitor {
  readonly #spikes = new LossSpikeDetector();
  #steps = 0;

  constructor(
    private readonly setup: StabilitySettings,
    private readonly job: JobContext,
  ) {}

  /** Of the step that comes so many after the next one. */
  learningRate(ahead: number): number {
    const { learningRate, warmUp, guard } = this.setup;
    return learningRate * (guard?.rateFactor ?? 1) * computeWarmUpFactor(this.#steps + ahead, warmUp);
  }

  /**
   * Takes what the step of an iteration reported.
   * @returns whether it counts, or why the training cannot go on
   * @throws RollBack
   */
  observe(iteration: number, { lossA, lossB, finite }: Readonly<Record<string, number>>): 'fine' | 'left out' | 'stop' {
    this.#steps++;
    const { guard, usesLossScale } = this.setup;
    const loss = (lossA! + lossB!) / 2;
    const overflowed = usesLossScale && Number.isFinite(loss);
    const verdict = guard?.judge({ finite: finite === 1, overflowed }) ?? 'fine';
    if (verdict === 'roll back') throw new RollBackRequest();
    if (verdict === 'left out') this.#warn(this.#leftOut(iteration));
    if (verdict === 'fine') this.#reportSpike(iteration, loss);
    return verdict;
  }

  /** Answers weights that are no longer numbers. @throws RollBack where going back may help */
  rollBackIfUseful(): void {
    if (this.setup.guard?.mayRollBack()) throw new RollBackRequest();
  }

  #leftOut(iteration: number): string {
    return t(
      'Skipped iteration {0}: a loss or a gradient was NaN or infinite. The learning rate is now {1}.',
      iteration,
      this.learningRate(0).toPrecision(2),
    );
  }

  #reportSpike(iteration: number, loss: number): void {
    const spike = this.#spikes.observe(loss);
    if (!spike) return;
    this.#warn(
      t(
        'The loss jumped from {0} to {1} at iteration {2}. Lower learning_rate if it does not fall again.',
        spike.usual.toPrecision(3),
        spike.loss.toPrecision(3),
        iteration,
      ),
    );
  }

  #warn(message: string): void {
    this.job.emit({ type: 'log', level: 'warning', message });
  }
}
