import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { resolveStateFolder } from '../files/userFolders';
import { formatJobOrigin, requireOwnJob } from '../jobs/watch/foreignJob';
import { isActive, type JobView } from '../jobs/watch/jobView';
import { JobWatch } from '../jobs/watch/jobWatch';
import { findProject } from '../projects/jobPlaces';
import { UsageError, UserError } from '../shared/errors';
import { formatProgress, formatStep, formatSummary } from '../shared/jobText';
import { localize, t } from '../shared/l10n';
import { escapeHiddenInJson, makePlainText } from '../shared/plainText';
import { formatJobsHelp } from './help';
import { createJsonReport, createTextReport, type Report } from './report';
import { enqueueRequests, exitCodes, getExitCode } from './runRequests';

interface JobsArguments {
  readonly action: string;
  readonly id?: string;
  readonly json: boolean;
  readonly help: boolean;
  readonly project?: string;
}

/** Runs `faceswap jobs` on the jobs of the project here, or else on those of no project; returns the exit code. */
export async function runJobsCommand(args: readonly string[], locale: string): Promise<number> {
  const parsed = parseJobsArguments(args);
  if (parsed.help) return print(formatJobsHelp());
  const report = parsed.json ? createJsonReport(process.stdout) : createTextReport(process.stdout, process.stderr);
  let followed: string | undefined;
  const watch = new JobWatch({
    onEvent(job, event) {
      if (job.id === followed && event.type !== 'result') report.event(event);
    },
  });
  try {
    await watch.watch([{ path: findJobsRoot(parsed.project) }]);
    await watch.waitUntilAttached();
    if (parsed.action === 'list') return printJobs(watch.jobs, parsed.json);
    const job = findJob(watch.jobs, parsed);
    if (parsed.action === 'resume') {
      const { id, stage, options, title, resumes = id } = job;
      return await enqueueRequests([{ stage, options, locale, title, resumes }], parsed.json);
    }
    if (parsed.action === 'cancel') await watch.cancel(job.id);
    followed = job.id;
    return await followJob(watch, job.id, report);
  } finally {
    watch.dispose();
  }
}

function parseJobsArguments(args: readonly string[]): JobsArguments {
  const options = {
    project: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens)
    if (token.kind === 'option' && !Object.hasOwn(options, token.name))
      throw new UsageError(t('Unknown option {0}. Run faceswap jobs --help for a list.', token.rawName));
  const [action = 'list', id, extra] = positionals;
  if (extra !== undefined) throw new UsageError(t('Unexpected argument "{0}".', extra));
  if (!['list', 'follow', 'cancel', 'resume'].includes(action))
    throw new UsageError(t('Unknown command "{0}". Run faceswap jobs --help for a list.', `jobs ${action}`));
  return {
    action,
    json: values.json === true,
    help: values.help === true,
    ...(id !== undefined && { id }),
    ...(typeof values.project === 'string' && { project: resolve(values.project) }),
  };
}

function findJobsRoot(project: string | undefined): string {
  const folder = project ?? findProject(process.cwd());
  return folder === undefined ? join(resolveStateFolder(), 'jobs') : join(folder, '.faceswap', 'jobs');
}

function printJobs(jobs: readonly JobView[], json: boolean): number {
  const rows = jobs.map((job) => {
    const { id, state, isForeign = false } = job;
    return { id, job: json ? job.title : formatJobOrigin(job), state, progress: formatJobProgress(job), isForeign };
  });
  if (json) return print(rows.map((row) => escapeHiddenInJson(JSON.stringify(row))).join('\n'));
  return print(
    rows.length === 0
      ? t('There are no jobs.')
      : formatSummary({
          jobs: rows.map(({ isForeign: _, ...row }) => ({ ...row, state: localize(row.state) })),
        }).join('\n'),
  );
}

function formatJobProgress({ step, progress, phase }: JobView): string {
  if (step) return formatStep(step);
  return progress ? formatProgress(progress, phase?.unit ?? '') : '';
}

/** Returns the job whose id starts or ends with the given one; without an id, the only job that the action fits. */
function findJob(jobs: readonly JobView[], { action, id }: JobsArguments): JobView {
  const suits = (job: JobView) => (action === 'resume' ? !isActive(job) && job.state !== 'done' : isActive(job));
  const hasOwn = jobs.some((job) => suits(job) && !job.isForeign);
  const fits = (job: JobView) => suits(job) && !(hasOwn && job.isForeign);
  const found = jobs.filter((job) => (id === undefined ? fits(job) : job.id.startsWith(id) || job.id.endsWith(id)));
  const [job] = action === 'resume' && id === undefined ? found.slice(-1) : found;
  if (!job) throw new UserError(t('No such job. Run faceswap jobs for a list.'));
  if (found.length > 1 && action !== 'resume')
    throw new UserError(
      t('Several jobs match: {0}. Give the id of one of them.', found.map((other) => other.id).join(', ')),
    );
  requireOwnJob(job);
  return job;
}

/** Follows a job to its end; returns its exit code. */
async function followJob(watch: JobWatch, id: string, report: Report): Promise<number> {
  for (;;) {
    const job = watch.jobs.find((other) => other.id === id);
    if (!job) throw new UserError(t('The folder of the job no longer exists.'));
    if (job.result) {
      report.end(job.result);
      return getExitCode(job.result);
    }
    if (job.state === 'lost')
      throw new UserError(t('{0} was interrupted. Resume it to continue from the last save.', job.title));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function print(text: string): number {
  process.stdout.write(`${makePlainText(text)}\n`);
  return exitCodes.done;
}
