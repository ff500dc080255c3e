import { isLockHeld } from '../../files/lock';
import { JobQueue } from './jobQueue';

/** The jobs that wait in `root` while nobody sees to the queue: the machine was restarted, or its keeper killed. */
export async function listStalledJobs(root: string): Promise<string[]> {
  const queue = new JobQueue(root);
  const waiting = (await queue.listEntries()).filter(({ taken }) => !taken).map(({ id }) => id);
  return waiting.length > 0 && !(await isLockHeld(queue.lockPath)) ? waiting : [];
}
