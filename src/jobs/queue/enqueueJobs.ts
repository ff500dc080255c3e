import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { getJournalRoot } from '../../projects/jobPlaces';
import { checkStageOptions } from '../../stages/stages';
import { createJobFolder } from '../journal/createJobFolder';
import type { JobFolder, JobRequest } from '../journal/jobFolder';
import { getInheritedEnvironment } from '../start/childProcess';
import { JobQueue } from './jobQueue';

/** The paths of the bundles that are started as processes. */
export interface JobPrograms {
  /** `dist/job.mjs`. */
  readonly job: string;
  /** `dist/queue.mjs`. */
  readonly queue: string;
}

export interface EnqueuedJob {
  readonly id: string;
  readonly root: string;
  readonly folder: JobFolder;
}

/**
 * Adds jobs to the queue of their project. They run one after the other, and go on when this process ends. One that
 * fails does not keep the others from running; when one is canceled, those after it are canceled.
 * @throws UsageError when options are wrong, UserError when a journal cannot be written
 */
export async function enqueueJobs(
  requests: readonly JobRequest[],
  programs: JobPrograms,
  environment: Readonly<Record<string, string>> = {},
): Promise<EnqueuedJob[]> {
  const checked = requests.map((request) => ({
    request,
    root: getJournalRoot(request.stage, checkStageOptions(request.stage, request.options)),
  }));
  const batch = requests.length > 1 ? { batch: randomUUID() } : {};
  const enqueued: EnqueuedJob[] = [];
  try {
    for (const { request, root } of checked) {
      const folder = await createJobFolder(root, { ...request, ...batch }, { detached: true });
      enqueued.push({ id: basename(folder.path), root, folder });
    }
    for (const { id, root } of enqueued) await new JobQueue(root).add(id, environment);
  } catch (error) {
    for (const job of enqueued) await takeBack(job);
    throw error;
  }
  for (const root of new Set(enqueued.map((job) => job.root))) startQueueRunner(root, programs);
  return enqueued;
}

/** Removes a job of which the user is told that it could not be added, if it does not run already. */
async function takeBack({ id, root, folder }: EnqueuedJob): Promise<void> {
  const queue = new JobQueue(root);
  const isTaken = (await queue.listEntries()).some((entry) => entry.id === id && entry.taken);
  if (isTaken) return;
  await queue.withdraw(id);
  await queue.claimReport(id);
  await rm(folder.path, { recursive: true, force: true });
}

/** Starts the process that runs the jobs in the queue of `root`; it ends immediately where there is one already. */
export function startQueueRunner(root: string, programs: JobPrograms): void {
  const runner = spawn(process.execPath, [programs.queue, root, programs.job], {
    detached: true,
    stdio: 'ignore',
    env: getInheritedEnvironment(),
    windowsHide: true,
  });
  runner.on('error', (error) => console.error('The queue cannot be run:', error));
  runner.unref();
}
