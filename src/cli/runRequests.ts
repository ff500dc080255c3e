import { fileURLToPath } from 'node:url';
import type { JobRequest } from '../jobs/journal/jobFolder';
import { type RunningJob, startJob } from '../jobs/start/startJob';
import type { JobResultEvent } from '../shared/jobEvents';
import { t } from '../shared/l10n';
import type { Report } from './report';

export const exitCodes = { done: 0, failed: 1, usage: 2, cancelled: 130 } as const;

const jobProgram = fileURLToPath(new URL('./job.mjs', import.meta.url));

/** Runs the jobs one after the other until one does not end well; gives the exit code of the command. */
export async function runRequests(requests: readonly JobRequest[], report: Report): Promise<number> {
  const interrupt = new Interrupt();
  for (const request of requests) {
    if (interrupt.isRequested) return exitCodes.cancelled;
    const job = await startJob(request, { program: jobProgram, onEvent: (event) => report.event(event) });
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

/** Ctrl-C once lets the job save and end, twice ends it at once; a closed terminal or pipe counts as once. */
class Interrupt {
  isRequested = false;
  #job: RunningJob | undefined;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => this.#ask(true));
    process.on('SIGHUP', () => this.#ask(false));
    process.stdout.on('error', () => this.#ask(false));
    process.stderr.on('error', () => undefined); // nobody is left to be told
  }

  follow(job: RunningJob): void {
    this.#job = job;
    if (this.isRequested) job.cancel();
  }

  #ask(mayKill: boolean): void {
    if (this.isRequested) {
      if (mayKill) this.#job?.kill();
      return;
    }
    this.isRequested = true;
    this.#job?.cancel();
    process.stderr.write(`\n${t('Saving and stopping; press Ctrl-C again to stop immediately.')}\n`);
  }
}
