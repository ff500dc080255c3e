import { isActive, type JobView } from '../../jobs/watch/jobView';
import type { JobResultEvent } from '../../shared/jobEvents';
import type { EnqueuedWork, Work, WorkEnd } from './jobService';

const lost: JobResultEvent = { type: 'result', outcome: 'failed', reason: 'crash' };

/** Work that was asked for in this window and has not ended. */
export class PendingWork implements EnqueuedWork {
  readonly work: Work;
  readonly ids: readonly string[];
  readonly end: Promise<WorkEnd>;
  #settle!: (end: WorkEnd) => void;

  constructor(work: Work, ids: readonly string[]) {
    this.work = work;
    this.ids = ids;
    this.end = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Gives how it ended, once it has. */
  endIn(jobs: readonly JobView[]): WorkEnd | undefined {
    const own = jobs.filter(({ id }) => this.ids.includes(id));
    if (own.length < this.ids.length || own.some(isActive)) return undefined;
    const job = own.find(({ state }) => state !== 'done') ?? own.at(-1);
    return job && { job, result: job.result ?? lost };
  }

  settle(end: WorkEnd): void {
    this.#settle(end);
  }
}
