import type { JobView } from '../../jobs/watch/jobView';
import { t } from '../../shared/l10n';
import { getJobSubject } from './jobSubject';

/** Reasons that a notification names; the rest are in the tree. */
const maxNamed = 3;

/** Returns those of several jobs that failed. */
export function listFailed(jobs: readonly JobView[]): readonly JobView[] {
  return jobs.filter(({ state }) => state === 'failed' || state === 'lost');
}

/** Returns the text that says how many of several jobs failed, and why: the good ones went on without them. */
export function describeFailures(jobs: readonly JobView[]): string {
  const failed = listFailed(jobs);
  const reasons = failed.slice(0, maxNamed).map((job) => describeFailure(job));
  return [
    t('{0} of {1} failed:', failed.length, jobs.length),
    ...reasons,
    ...(failed.length > maxNamed ? ['…'] : []),
  ].join(' ');
}

function describeFailure(job: JobView): string {
  const subject = getJobSubject(job) ?? job.title;
  const message = job.result?.message ?? t('it was interrupted.');
  return message.includes(subject) ? message : `${subject}: ${message}`;
}
