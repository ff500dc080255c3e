import * as vscode from 'vscode';
import { isActive } from '../../jobs/watch/jobView';
import type { JobEvent, LogLevel } from '../../shared/jobEvents';
import type { JobService, JobView } from './jobService';

const methods = { debug: 'debug', info: 'info', warning: 'warn', error: 'error' } as const satisfies Record<
  LogLevel,
  string
>;

/** Writes what the jobs are asked for, what they say, and how they end, into the window's log. */
export function logJobs(jobs: JobService, log: vscode.LogOutputChannel): vscode.Disposable {
  const open = new Set<string>();
  return vscode.Disposable.from(
    jobs.onEvent(({ job, event }) => logEvent(log, job, event)),
    jobs.onDidChange(() => {
      for (const job of jobs.jobs) {
        if (isActive(job) && !open.has(job.id)) {
          open.add(job.id);
          log.info(`${job.title}: ${JSON.stringify(job.options)}`);
        } else if (!isActive(job) && open.delete(job.id)) logEnd(log, job);
      }
    }),
  );
}

function logEvent(log: vscode.LogOutputChannel, { title }: JobView, event: JobEvent): void {
  if (event.type === 'log') log[methods[event.level]](`${title}: ${event.message}`);
}

function logEnd(log: vscode.LogOutputChannel, { title, state, result }: JobView): void {
  if (state === 'failed' || state === 'lost') log.error(`${title}: ${result?.message ?? state}`);
  else log.info(`${title}: ${state} ${JSON.stringify(result?.summary ?? {})}`);
}
