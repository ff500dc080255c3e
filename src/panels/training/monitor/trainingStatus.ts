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
const maxLogSilenceMs = 20_000;

/**
 * How a training goes: as its job tells it; where no job of this window trains, as far as the log on disk does.
 * @param endedMs when a job of this window last ended: what the log has from before is of that one
 */
export function describeTraining(
  job: TrainingJob | undefined,
  log: LossLogFollower,
  nowMs = Date.now(),
  endedMs = 0,
): TrainingStatus {
  const lastMs = 1000 * (log.lastSeconds ?? 0);
  const last = log.curve.slice(log.curve.end - 1).series;
  const getLoss = (name: string) => toFiniteOrNull(last.get(name)?.mean.at(-1));
  const fromLog: TrainingStatus = {
    state: lastMs > Math.max(endedMs, nowMs - maxLogSilenceMs) ? 'elsewhere' : 'idle',
    iteration: log.curve.lastIteration,
    target: null,
    lossA: getLoss('loss_a'),
    lossB: getLoss('loss_b'),
    stepsPerSecond: toFiniteOrNull(log.iterationsPerSecond),
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
    lossA: toFiniteOrNull(step.lossA),
    lossB: toFiniteOrNull(step.lossB),
    stepsPerSecond: toFiniteOrNull(step.stepsPerSecond),
    secondsLeft: toFiniteOrNull(step.secondsLeft),
    device: step.device?.slice(0, 2000) ?? null,
    memoryBytes: toFiniteOrNull(step.memoryBytes),
    cardMemoryBytes: toFiniteOrNull(step.cardMemoryBytes),
  };
}

function toFiniteOrNull(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
