import { fileURLToPath } from 'node:url';
import type { JobRequest } from '../jobs/journal/jobFolder';
import { enqueueJobs, type JobPrograms } from '../jobs/queue/enqueueJobs';
import { type RunningJob, startJob } from '../jobs/start/startJob';
import type { JobResultEvent } from '../shared/jobEvents';
import { t } from '../shared/l10n';
import type { Report } from './report';

export const exitCodes = { done: 0, failed: 1, usage: 2, cancelled: 130 } as const;

const programs: JobPrograms = {
  job: fileURLToPath(new URL('./job.mjs', import.meta.url)),
  queue: fileURLToPath(new URL('./queue.mjs', import.meta.url)),
};

/** Runs the jobs one after the other, until one fails or is canceled; returns the exit code of the command. */
export async function runRequests(requests: readonly JobRequest[], report: Report): Promise<number> {
  const interrupt = new Interrupt();
  for (const request of requests) {
    if (interrupt.isRequested) return exitCodes.cancelled;
    const job = await startJob(request, { program: programs.job, onEvent: (event) => report.event(event) });
    interrupt.follow(job);
    const result = await job.result;
    report.end(result);
    if (result.outcome !== 'done') return getExitCode(result);
  }
  return exitCodes.done;
}

export function getExitCode(result: JobResultEvent): number {
  return result.outcome === 'failed' && result.reason === 'usage' ? exitCodes.usage : exitCodes[result.outcome];
}

/** Adds the jobs to the queue of their project and prints their ids; returns the exit code. */
export async function enqueueRequests(requests: readonly JobRequest[], json: boolean): Promise<number> {
  for (const { id, folder } of await enqueueJobs(requests, programs)) {
    const line = json ? JSON.stringify({ id, folder: folder.path }) : t('Queued: {0}', id);
    process.stdout.write(`${line}\n`);
  }
  return exitCodes.done;
}

/** The first Ctrl-C asks the job to save and end, the second kills it. A closed terminal or pipe counts as the first. */
class Interrupt {
  isRequested = false;
  #job: RunningJob | undefined;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => this.#handle(true));
    process.on('SIGHUP', () => this.#handle(false));
    process.stdout.on('error', () => this.#handle(false));
    process.stderr.on('error', () => undefined); // there is nobody to read it
  }

  follow(job: RunningJob): void {
    this.#job = job;
    if (this.isRequested) job.cancel();
  }

  #handle(mayKill: boolean): void {
    if (this.isRequested) {
      if (mayKill) this.#job?.kill();
      return;
    }
    this.isRequested = true;
    this.#job?.cancel();
    process.stderr.write(`\n${t('Saving and stopping; press Ctrl-C again to stop immediately.')}\n`);
  }
}
