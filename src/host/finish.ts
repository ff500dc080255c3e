import { type Action, tellEnd } from './jobs/endNotice';
import { showProgress } from './jobs/jobProgress';
import type { Work, WorkEnd } from './jobs/jobService';
import type { Services } from './services';

export type { Action } from './jobs/endNotice';

/**
 * Puts `work` into the queue, shows how far it is, and tells how it ended with what the user may want to do next. Comes
 * back once the work is in the queue; a window that opens later tells the end in a plain sentence.
 */
export async function runAndTell(
  services: Services,
  work: Work,
  doneSentence: (end: WorkEnd) => string,
  next?: Action | ((end: WorkEnd) => Action | undefined),
): Promise<void> {
  const actionOf = (end: WorkEnd) => (typeof next === 'function' ? next(end) : next);
  const enqueued = await services.jobs.enqueue({
    ...work,
    tellEnd: (end) =>
      tellEnd(
        services,
        end,
        () => doneSentence(end),
        () => actionOf(end),
      ),
  });
  // A training, which may take days, has the status bar.
  if (work.stage !== 'train') void showProgress(services.jobs, work.title, enqueued);
}
