import type { JobEvent, JobResultEvent } from '../../shared/jobEvents';
import type { StageName } from '../../stages/stages';

export type JobState = 'queued' | 'running' | 'saving' | 'done' | 'failed' | 'cancelled' | 'lost';

/** The current state of a job. Ended jobs are listed as long as their journals are kept. */
export interface JobView {
  readonly id: string;
  /** The title for users, such as `Extract Faces: alice`. */
  readonly title: string;
  readonly stage: StageName;
  /** `lost`: its process is gone and has left no result. */
  readonly state: JobState;
  /** The path of its journal, with `job.json`, `events.ndjson` and `log`. */
  readonly folder: string;
  /** As they were given, not checked. */
  readonly options: Readonly<Record<string, unknown>>;
  /** ISO 8601, like the other times. */
  readonly createdAt: string;
  /** Set for a job that this user's programs have not started here: its journal came with the project, and is never run. */
  readonly isForeign?: true;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** The id of the job that it resumes; of several that resumed each other, the first. */
  readonly resumes?: string;
  /** Jobs that were requested together have the same. */
  readonly batch?: string;
  readonly phase?: Extract<JobEvent, { type: 'phase' }>;
  readonly progress?: Extract<JobEvent, { type: 'progress' }>;
  readonly step?: Extract<JobEvent, { type: 'step' }>;
  /** Only of a job that has ended. */
  readonly result?: JobResultEvent;
}

/** Returns whether a job waits or runs. */
export function isActive({ state }: Pick<JobView, 'state'>): boolean {
  return state === 'queued' || state === 'running' || state === 'saving';
}
