import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sweepAbandoned } from '../../files/leftovers';
import { isRunning } from '../../files/processIdentity';
import { removeSocket } from '../protocol/jobSocket';
import { JobQueue } from '../queue/jobQueue';
import { type JobRecord, listJobIds, locateJobFolder, readKnownRecord } from './jobFolder';

const maxEndedJobs = 20;

/**
 * Removes the old ended jobs in `root` but the last few, and what killed processes have left half written. What cannot be
 * removed now, perhaps because another command removes it, too, is left for the next time.
 */
export async function removeOldJobs(root: string): Promise<void> {
  await sweepAbandoned(root);
  const ids = await listJobIds(root);
  if (ids.length === 0) return;
  const queued = new Set((await new JobQueue(root).listEntries()).map(({ id }) => id));
  const old = new Set(ids.slice(0, -maxEndedJobs));
  for (const id of ids) {
    const folder = locateJobFolder(join(root, id));
    const record = await readKnownRecord(root, id);
    if (!record?.result && (queued.has(id) || (record && (await isInUse(record))))) continue;
    await removeSocket(folder.path).catch(() => undefined); // the folder is removed by another process just now
    if (old.has(id) || !record || isAbandoned(record))
      await rm(folder.path, { recursive: true, force: true }).catch(() => undefined);
    else await sweepAbandoned(folder.path);
  }
}

/** Returns whether a process works on the job, or is about to; one on another machine is assumed to run. */
async function isInUse({ process, requester }: JobRecord): Promise<boolean> {
  const owner = process ?? requester;
  return owner !== undefined && (await isRunning(owner)) !== false;
}

/** Returns whether its request was never completed: a kill came between its folder and its entry in the queue. */
function isAbandoned({ result, process }: JobRecord): boolean {
  return result === undefined && process === undefined;
}
