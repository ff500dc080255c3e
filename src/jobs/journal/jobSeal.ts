import { isOwnRecord, sealRecord } from '../../files/ownRecord';
import type { JobRecord } from './jobFolder';

/** What of a journal decides what its job does. */
type SealedPart = Pick<JobRecord, 'id' | 'stage' | 'options'>;

const formatSealed = ({ id, stage, options }: SealedPart) => JSON.stringify([id, stage, options]);

/** Returns the seal of a new journal in `root`; undefined where the user's state folder cannot be used. */
export async function sealJob(root: string, record: SealedPart): Promise<string | undefined> {
  return await sealRecord(root, formatSealed(record));
}

/**
 * Returns whether this user's programs have written the journal, in `root`, and nobody has changed what its job does since.
 * Only then is it run, or run again: a project from elsewhere may bring journals of its own.
 */
export async function isOwnJob(root: string, record: JobRecord): Promise<boolean> {
  return await isOwnRecord(root, formatSealed(record), record.seal);
}
