import * as vscode from 'vscode';
import type { JobView } from '../../jobs/watch/jobView';
import { t } from '../../shared/l10n';
import type { Services } from '../services';
import { type NextSteps, notifyEnd } from './endNotification';
import type { EnqueuedWork, JobService, Work, WorkEnd } from './jobService';
import { computeFraction, describeProgress } from './jobStatus';

export type { NotificationAction as Action } from './endNotification';

/**
 * Queues `work`, shows its progress, and notifies the user of the end with buttons for the next steps. Resolves when
 * the work is in the queue. A window that is opened later notifies the end in a general sentence.
 */
export async function runAndNotify(
  services: Services,
  work: Work,
  doneSentence: (end: WorkEnd) => string,
  next?: NextSteps | ((end: WorkEnd) => NextSteps),
): Promise<void> {
  const chooseAction = (end: WorkEnd) => (typeof next === 'function' ? next(end) : next);
  const enqueued = await services.jobs.enqueue({
    ...work,
    notifyEnd: (end) =>
      notifyEnd(
        services,
        end,
        () => doneSentence(end),
        () => chooseAction(end),
      ),
  });
  // A training may take days: the status bar shows its progress.
  if (work.stage !== 'train') void showProgress(services.jobs, work.title, enqueued);
}

/** Shows the progress of work in a notification until it has ended; its button cancels the work. */
export async function showProgress(jobs: JobService, title: string, { ids, end }: EnqueuedWork): Promise<void> {
  const location = vscode.ProgressLocation.Notification;
  await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    token.onCancellationRequested(() => Promise.all(ids.toReversed().map((id) => jobs.cancel(id))));
    let shown = 0;
    const report = () => {
      const own = jobs.jobs.filter(({ id }) => ids.includes(id));
      const now = own.find(({ state }) => state === 'running' || state === 'saving');
      const ended = own.filter(({ result }) => result).length;
      const fraction = (ended + (now ? computeFraction(now) : 0)) / ids.length;
      progress.report({ message: describeState(now), increment: Math.max(0, fraction - shown) * 100 });
      shown = Math.max(shown, fraction);
    };
    const subscription = jobs.onDidChange(report);
    await end;
    subscription.dispose();
  });
}

function describeState(job: JobView | undefined): string {
  if (!job) return t('waiting');
  return job.state === 'saving' ? t('saving…') : describeProgress(job);
}
