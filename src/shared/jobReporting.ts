import { UserError } from './errors';
import type { JobContext } from './jobEvents';

/** What a file gives, or a warning and undefined: a damaged one does not keep the others from being worked on. */
export async function warnOnUserError<T>(reading: Promise<T>, job: JobContext): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    job.emit({ type: 'log', level: 'warning', message: error.message });
    return undefined;
  }
}
