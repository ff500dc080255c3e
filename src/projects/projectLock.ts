import { join } from 'node:path';
import { acquireLocks } from '../files/lock';

/**
 * Does `work` under the lock of the project: a job must not run meanwhile.
 * @param title what the owner of the lock is told to do: `moving faces`
 * @throws LockHeldError when a job is running
 */
export async function withProjectLock<T>(project: string, title: string, work: () => Promise<T>): Promise<T> {
  const release = await acquireLocks([join(project, '.faceswap', 'lock')], title);
  try {
    return await work();
  } finally {
    await release();
  }
}
