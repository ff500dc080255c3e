import { fileURLToPath } from 'node:url';
import type { JobRequest } from '../jobs/journal/jobFolder';
import { enqueueJobs, type JobPrograms } from '../jobs/queue/enqueueJobs';
import { t } from '../shared/l10n';
import { exitCodes } from './runRequests';

export const jobPrograms: JobPrograms = {
  job: fileURLToPath(new URL('./job.mjs', import.meta.url)),
  queue: fileURLToPath(new URL('./queue.mjs', import.meta.url)),
};

/** Leaves the jobs to the queue of their project, and says what they are called. */
export async function enqueueRequests(requests: readonly JobRequest[], json: boolean): Promise<number> {
  for (const { id, folder } of await enqueueJobs(requests, jobPrograms)) {
    const line = json ? JSON.stringify({ id, folder: folder.path }) : t('Queued: {0}', id);
    process.stdout.write(`${line}\n`);
  }
  return exitCodes.done;
}
