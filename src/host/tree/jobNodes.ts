import { formatJobOrigin } from '../../jobs/watch/foreignJob';
import { isActive, type JobState, type JobView } from '../../jobs/watch/jobView';
import { formatDuration, formatMoment, formatNumber } from '../../shared/jobText';
import { t } from '../../shared/l10n';
import { getJobSubject } from '../jobs/jobSubject';
import type { TreeNode } from './treeNode';

interface JobAppearance {
  readonly icon: string;
  readonly color?: string;
  /** The value of `viewItem` in menus. */
  readonly menu: string;
}

const appearances: { readonly [S in JobState]: JobAppearance } = {
  running: { icon: 'play-circle', menu: 'job.running' },
  saving: { icon: 'save', menu: 'job.saving' },
  queued: { icon: 'clock', menu: 'job.queued' },
  done: { icon: 'pass', color: 'testing.iconPassed', menu: 'job.done' },
  failed: { icon: 'error', color: 'testing.iconFailed', menu: 'job.stopped' },
  lost: { icon: 'warning', color: 'list.warningForeground', menu: 'job.stopped' },
  cancelled: { icon: 'circle-slash', menu: 'job.stopped' },
};

/** Ended jobs that are shown. */
const maxEndedJobs = 5;

/** Returns the group of the jobs; undefined while there are none. */
export function buildJobsNode(jobs: readonly JobView[]): TreeNode | undefined {
  if (jobs.length === 0) return undefined;
  return { id: 'jobs', kind: 'jobs', label: t('Jobs'), icon: 'pulse', children: buildJobNodes(jobs) };
}

/** Returns the active jobs in their order, then the last ended ones, the latest first. */
export function buildJobNodes(jobs: readonly JobView[]): TreeNode[] {
  const ended = jobs.filter((job) => !isActive(job)).slice(-maxEndedJobs);
  return [...jobs.filter(isActive), ...ended.reverse()].map(buildJobNode);
}

function buildJobNode(job: JobView): TreeNode {
  const { icon, color, menu } = appearances[job.state];
  const state = describeState(job);
  const subject = getJobSubject(job);
  const times = describeTimes(job);
  return {
    id: `jobs/${job.id}`,
    kind: 'job',
    menu: chooseMenu(job, menu),
    label: formatJobOrigin(job),
    // What is long comes last: a narrow row is cut off at its end.
    description: [...(isActive(job) ? [subject, state] : [state, subject]), ...times]
      .filter((part) => part !== undefined)
      .join(' · '),
    icon,
    ...(color !== undefined && { color }),
    tooltip: [
      job.title,
      ...(subject === undefined ? [] : [subject]),
      [state, ...times].join(' · '),
      ...(job.result?.message === undefined ? [] : [job.result.message]),
    ],
    open: 'faceswap.openJob',
    owner: job.id,
    children: [],
  };
}

/** Returns the value of `viewItem`: a job that came with the project can be removed, but not be run. */
function chooseMenu(job: JobView, menu: string): string {
  if (job.isForeign) return isActive(job) ? 'job.foreign' : 'job.done.foreign';
  return job.stage === 'train' ? `${menu}.train` : menu;
}

/** Returns when a job began and how long it took, as far as it has. */
function describeTimes({ startedAt, endedAt }: JobView): string[] {
  if (startedAt === undefined) return [];
  if (endedAt === undefined) return [t('since {0}', formatMoment(startedAt))];
  return [formatMoment(startedAt), formatDuration((Date.parse(endedAt) - Date.parse(startedAt)) / 1000)];
}

function describeState(job: JobView): string {
  switch (job.state) {
    case 'running':
      return describeProgress(job);
    case 'saving':
      return t('saving…');
    case 'queued':
      return t('waiting');
    case 'done':
      return t('done');
    case 'failed':
      return t('failed');
    case 'cancelled':
      return t('canceled');
    case 'lost':
      return t('stopped unexpectedly');
    default:
      return job.state satisfies never;
  }
}

/** Returns the progress of a job and the time left, as far as they are known. */
function describeProgress({ step, progress, phase }: JobView): string {
  const describeTimeLeft = (seconds: number | undefined) =>
    seconds === undefined ? [] : [t('{0} left', formatDuration(seconds))];
  if (step)
    return [t('{0} iterations', formatNumber(step.iteration)), ...describeTimeLeft(step.secondsLeft)].join(' · ');
  const name = phase === undefined ? [] : [phase.name];
  if (!progress) return name[0] ?? t('starting');
  const done = progress.total
    ? `${Math.floor((100 * Math.min(progress.done, progress.total)) / progress.total)} %`
    : formatNumber(progress.done);
  return [done, ...describeTimeLeft(progress.secondsLeft), ...name].join(' · ');
}
