import { findJobUsing } from '../../jobs/watch/jobUse';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { Services } from '../services';

/** @throws UserError that names the job, when one that waits or runs works on one of `paths` */
export async function requireUnused({ jobs }: Services, paths: readonly string[]): Promise<void> {
  await jobs.refresh();
  const job = findJobUsing(jobs.jobs, paths);
  if (job) throw new UserError(t('The job "{0}" uses this. Wait for it to end, or cancel it first.', job.title));
}
