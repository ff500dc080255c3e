import type { JobContext } from './jobEvents';

/** A phase of a job as it advances: `finish` of `total` units, told to the job's followers a few times a second. */
export interface Progress {
  /** Counts `count` more units (1 by default) and tells it unless something was told just now. */
  advance(count?: number): void;
  /** Tells the final count, unless it was the last thing told. */
  finish(): void;
}

export interface PhaseOptions {
  /** What is being done, in the user's words. */
  readonly name: string;
  /** Number of units, where it can be known. */
  readonly total?: number;
  /** What is counted: `frames`, `faces`. */
  readonly unit: string;
}

const reportIntervalMs = 200;
/** The rate is that of the last few seconds: it follows a change, and does not jump with each frame. */
const rateWindowMs = 8000;

/** Begins a phase of `job`. `now` gives milliseconds from any start. */
export function createProgress(
  job: JobContext,
  phase: PhaseOptions,
  now: () => number = () => performance.now(),
): Progress {
  job.emit({ type: 'phase', ...phase });
  let done = 0;
  let lastReport = { at: Number.NEGATIVE_INFINITY, done: -1 };
  const samples = [{ at: now(), done: 0 }];

  const report = (at: number) => {
    lastReport = { at, done };
    samples.push(lastReport);
    while (samples.length > 2 && at - samples[0]!.at > rateWindowMs) samples.shift();
    const unitsPerSecond = computeRate(samples[0]!, { at, done });
    const secondsLeft = computeTimeLeft(phase.total, done, unitsPerSecond);
    job.emit({ type: 'progress', done, total: phase.total, unitsPerSecond, secondsLeft });
  };

  return {
    advance(count = 1) {
      done += count;
      const at = now();
      if (at - lastReport.at >= reportIntervalMs) report(at);
    },
    finish() {
      if (lastReport.done !== done) report(now());
    },
  };
}

interface Sample {
  readonly at: number;
  readonly done: number;
}

function computeRate(from: Sample, to: Sample): number | undefined {
  const seconds = (to.at - from.at) / 1000;
  return seconds > 0 && to.done > from.done ? (to.done - from.done) / seconds : undefined;
}

/** Seconds left at `unitsPerSecond`; a total that was only estimated may be passed without the time going below zero. */
function computeTimeLeft(
  total: number | undefined,
  done: number,
  unitsPerSecond: number | undefined,
): number | undefined {
  return total === undefined || unitsPerSecond === undefined ? undefined : Math.max(0, total - done) / unitsPerSecond;
}
