import type { JobEvent } from '../../../shared/jobEvents';
import { defaultIterations } from '../../../training/run/trainingRequest';
import type { LossLogFollower } from '../../../training/store/curves/lossLogFollower';
import type { TrainingStatus } from '../contract';

/** The job that trains a model, as far as the monitor needs to know it. */
export interface TrainingJob {
  readonly state: 'queued' | 'running' | 'saving';
  readonly options: Readonly<Record<string, unknown>>;
  readonly step?: Extract<JobEvent, { type: 'step' }> | undefined;
}

/** A log that has had no line for so long belongs to no training that runs. */
const quietMs = 20_000;

/**
 * How a training goes: as its job tells it; where no job of this window trains, as far as the log on disk does.
 * @param endedMs when a job of this window last ended: what the log has from before is of that one
 */
export function trainingStatus(
  job: TrainingJob | undefined,
  log: LossLogFollower,
  nowMs = Date.now(),
  endedMs = 0,
): TrainingStatus {
  const lastMs = 1000 * (log.lastSeconds ?? 0);
  const last = log.curve.slice(log.curve.end - 1).series;
  const lossOf = (name: string) => finite(last.get(name)?.mean.at(-1));
  const fromLog: TrainingStatus = {
    state: lastMs > Math.max(endedMs, nowMs - quietMs) ? 'elsewhere' : 'idle',
    iteration: log.curve.lastIteration,
    target: null,
    lossA: lossOf('loss_a'),
    lossB: lossOf('loss_b'),
    stepsPerSecond: finite(log.iterationsPerSecond),
    secondsLeft: null,
    device: null,
    memoryBytes: null,
    cardMemoryBytes: null,
  };
  if (!job) return fromLog;
  const { iterations } = job.options;
  const target = typeof iterations === 'number' ? iterations : defaultIterations;
  const { step } = job;
  if (!step) return { ...fromLog, state: job.state, target };
  return {
    state: job.state,
    target,
    iteration: step.iteration,
    lossA: finite(step.lossA),
    lossB: finite(step.lossB),
    stepsPerSecond: finite(step.stepsPerSecond),
    secondsLeft: finite(step.secondsLeft),
    device: step.device?.slice(0, 2000) ?? null,
    memoryBytes: finite(step.memoryBytes),
    cardMemoryBytes: finite(step.cardMemoryBytes),
  };
}

function finite(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
