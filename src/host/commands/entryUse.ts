import { findJobUsing, isAnyNested } from '../../jobs/watch/jobUse';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { Services } from '../services';

/** @throws UserError that names the job or the review that works on one of `paths` */
export async function requireUnused({ jobs, panels }: Services, paths: readonly string[]): Promise<void> {
  await jobs.refresh();
  const job = findJobUsing(jobs.jobs, paths);
  if (job) throw new UserError(t('The job "{0}" uses this. Wait for it to end, or cancel it first.', job.title));
  if (panels.listKeys('review').some((faces) => isAnyNested(paths, faces)))
    throw new UserError(t('The review of these faces is open. Close it first.'));
}

/** Closes the monitors of models in `paths`, which are not there any more. */
export function closeMonitors({ panels }: Services, paths: readonly string[]): void {
  for (const model of panels.listKeys('training')) if (isAnyNested(paths, model)) panels.close('training', model);
}
