import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { getJournalRoot } from '../../projects/jobPlaces';
import { checkStageOptions } from '../../stages/stages';
import { createJobFolder, type JobFolder, type JobRequest } from '../journal/jobFolder';
import { getInheritedEnvironment } from '../start/jobEnvironment';
import { JobQueue } from './jobQueue';

/** The bundles of the processes. */
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
 * Puts jobs into the queue of their project. They run one after the other, whatever becomes of this process; when one
 * of them does not end well, those after it are cancelled.
 * @throws UsageError when options are wrong; UserError when a journal cannot be written.
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
  for (const { request, root } of checked) {
    const folder = await createJobFolder(root, { ...request, ...batch }, { detached: true });
    const id = folder.path.slice(root.length + 1);
    await new JobQueue(root).add(id, environment);
    enqueued.push({ id, root, folder });
  }
  for (const root of new Set(enqueued.map((job) => job.root))) startQueueRunner(root, programs);
  return enqueued;
}

/** Sees to it that the queue of `root` is worked off. */
export function startQueueRunner(root: string, programs: JobPrograms): void {
  const keeper = spawn(process.execPath, [programs.queue, root, programs.job], {
    detached: true,
    stdio: 'ignore',
    env: getInheritedEnvironment(),
    windowsHide: true,
  });
  keeper.on('error', (error) => console.error('The queue cannot be worked off:', error));
  keeper.unref();
}
