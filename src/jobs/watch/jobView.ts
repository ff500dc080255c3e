import type { JobEvent, JobResultEvent } from '../../shared/jobEvents';
import type { StageName } from '../../stages/stages';

export type JobState = 'queued' | 'running' | 'saving' | 'done' | 'failed' | 'cancelled' | 'lost';

/** A job as it is known now: an ended one too, while its journal is kept. */
export interface JobView {
  readonly id: string;
  /** What is done, and to whom: `Extract Faces: alice`. */
  readonly title: string;
  readonly stage: StageName;
  /** `lost`: its process is gone without a word, and nobody has written down why yet. */
  readonly state: JobState;
  /** Its journal: `job.json`, `events.ndjson`, `log`. */
  readonly folder: string;
  /** As they were asked for. */
  readonly options: Readonly<Record<string, unknown>>;
  /** ISO 8601, as the other times. */
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Jobs that were asked for together have the same. */
  readonly batch?: string;
  readonly phase?: Extract<JobEvent, { type: 'phase' }>;
  readonly progress?: Extract<JobEvent, { type: 'progress' }>;
  readonly step?: Extract<JobEvent, { type: 'step' }>;
  /** How it ended. */
  readonly result?: JobResultEvent;
}

/** Whether it is still to run, or runs. */
export function isActive({ state }: Pick<JobView, 'state'>): boolean {
  return state === 'queued' || state === 'running' || state === 'saving';
}
