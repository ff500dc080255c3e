import type { JobContext, JobControl } from '../../shared/jobEvents';

/** What the user asks of a training while it runs. It is granted between two iterations; asked twice, it is granted once. */
export class PendingControls {
  #waiting = new Set<JobControl>();

  constructor(job: JobContext) {
    job.onControl?.((command) => this.#waiting.add(command));
  }

  /** What has been asked for since the last time. */
  take(): ReadonlySet<JobControl> {
    const taken = this.#waiting;
    if (taken.size > 0) this.#waiting = new Set();
    return taken;
  }
}
