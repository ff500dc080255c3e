import * as vscode from 'vscode';
import type { JobView } from '../../jobs/watch/jobView';
import { t } from '../../shared/l10n';
import type { EnqueuedWork, JobService } from './jobService';
import { fractionOf, progressLine } from './progressLine';

/** Shows how far work is in a notification, until it has ended; its button cancels. */
export async function showProgress(jobs: JobService, title: string, { ids, end }: EnqueuedWork): Promise<void> {
  const location = vscode.ProgressLocation.Notification;
  await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    token.onCancellationRequested(() => Promise.all(ids.toReversed().map((id) => jobs.cancel(id))));
    let shown = 0;
    const report = () => {
      const own = jobs.jobs.filter(({ id }) => ids.includes(id));
      const now = own.find(({ state }) => state === 'running' || state === 'saving');
      const ended = own.filter(({ result }) => result).length;
      const fraction = (ended + (now ? fractionOf(now) : 0)) / ids.length;
      progress.report({ message: messageOf(now), increment: Math.max(0, fraction - shown) * 100 });
      shown = Math.max(shown, fraction);
    };
    const subscription = jobs.onDidChange(report);
    await end;
    subscription.dispose();
  });
}

function messageOf(job: JobView | undefined): string {
  if (!job) return t('waiting');
  return job.state === 'saving' ? t('saving…') : progressLine(job);
}
