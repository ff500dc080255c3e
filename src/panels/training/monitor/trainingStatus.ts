import { basename } from 'node:path';
import type { JobEvent, JobResultEvent } from '../../../shared/jobEvents';
import { defaultIterations, maxIterations } from '../../../training/run/trainingRequest';
import type { LossLogFollower } from '../../../training/store/curves/lossLogFollower';
import type { TrainingEnd, TrainingStatus } from '../contract';

/** The part of a training job's state that the monitor needs. */
export interface TrainingJob {
  readonly state: 'queued' | 'running' | 'saving';
  readonly options: Readonly<Record<string, unknown>>;
  readonly step?: Extract<JobEvent, { type: 'step' }> | undefined;
}

/** When the log has had no new line for this long, no training is running. */
const maxLogSilenceMs = 20_000;

/**
 * Returns the status of a training: from its job, or from the log on disk where no job of this window trains the model.
 * @param endedMs when a job of this window last ended; lines of the log from before that belong to it
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
    ...{ end: null, verdict: null },
  };
  if (!job) return fromLog;
  const { iterations, for: time } = job.options;
  const usualTarget = time === undefined ? defaultIterations : null;
  const goal = typeof iterations === 'number' ? iterations : usualTarget;
  const target = goal === maxIterations ? null : goal;
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
    ...{ end: null, verdict: null },
  };
}

function toFiniteOrNull(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** An ended training job, as far as the monitor needs it. */
export interface EndedTraining {
  readonly state: string;
  readonly result?: JobResultEvent;
}

/** Returns how a training has ended; null where it has not. */
export function describeEnd({ state, result }: EndedTraining): TrainingEnd | null {
  if (state === 'lost') return { outcome: 'lost', message: null, settings: null };
  if (!result) return null;
  const message = result.message?.slice(0, 2000) ?? null;
  return { outcome: result.outcome, message, settings: result.place ? basename(result.place.path) : null };
}
