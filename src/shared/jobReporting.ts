import { UserError } from './errors';
import type { JobContext } from './jobEvents';

/** Reports the progress of a phase of a job to its followers, a few times a second. */
export interface Progress {
  /** Counts `count` more units (1 by default); reports them unless the last report is too recent. */
  advance(count?: number): void;
  /** Reports that all is done: the final count is the total, whatever had been expected. */
  finish(): void;
}

export interface PhaseOptions {
  /** The name of the phase, in the user's language. */
  readonly name: string;
  /** Number of units; absent if it is unknown. */
  readonly total?: number;
  /** The things that are counted: `frames`, `faces`. */
  readonly unit: string;
}

const reportIntervalMs = 200;
/** The rate is measured over the last seconds: it follows a change, but does not jump with each frame. */
const rateWindowMs = 8000;

/** Starts a phase of `job`. @param now returns milliseconds since an arbitrary time */
export function createProgress(
  job: JobContext,
  phase: PhaseOptions,
  now: () => number = () => performance.now(),
): Progress {
  job.emit({ type: 'phase', ...phase });
  let done = 0;
  let lastReport = { at: Number.NEGATIVE_INFINITY, done: -1 };
  const samples = [{ at: now(), done: 0 }];

  const report = (at: number, total = phase.total) => {
    lastReport = { at, done };
    samples.push(lastReport);
    while (samples.length > 2 && at - samples[0]!.at > rateWindowMs) samples.shift();
    const unitsPerSecond = computeRate(samples[0]!, { at, done });
    const secondsLeft = computeTimeLeft(total, done, unitsPerSecond);
    job.emit({ type: 'progress', done, total, unitsPerSecond, secondsLeft });
  };

  return {
    advance(count = 1) {
      done += count;
      const at = now();
      if (at - lastReport.at >= reportIntervalMs) report(at);
    },
    finish() {
      if (lastReport.done !== done || (phase.total ?? done) !== done) report(now(), done);
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

/** Returns the seconds left at `unitsPerSecond`; 0 if the count has passed a total that was only an estimate. */
function computeTimeLeft(
  total: number | undefined,
  done: number,
  unitsPerSecond: number | undefined,
): number | undefined {
  return total === undefined || unitsPerSecond === undefined ? undefined : Math.max(0, total - done) / unitsPerSecond;
}

/** Awaits the content of one of many files; on a UserError adds its message to `reasons` and returns undefined. */
export async function noteUserError<T>(reading: Promise<T>, reasons: string[]): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    reasons.push(error.message);
    return undefined;
  }
}

/** Emits a warning for each sentence. */
export function warnOfAll(sentences: readonly string[], job: JobContext): void {
  for (const message of sentences) job.emit({ type: 'log', level: 'warning', message });
}

/** Awaits the content of one of many files; on a UserError emits a warning and returns undefined, so that work continues. */
export async function warnOnUserError<T>(reading: Promise<T>, job: JobContext): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    job.emit({ type: 'log', level: 'warning', message: error.message });
    return undefined;
  }
}
