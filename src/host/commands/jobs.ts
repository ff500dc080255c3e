import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isActive, type JobView } from '../../jobs/watch/jobView';
import { showMonitor, showRunMonitor } from '../../panels/training/host';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { getStage } from '../../stages/stages';
import { describeProgress } from '../jobs/jobStatus';
import { pickPlain } from '../prompts/plainItems';
import { renderDevicesReport } from '../reports/devicesReport';
import { openJobLog } from '../reports/jobLogs';
import { showPage } from '../reports/pageView';
import type { CommandHandler, Services } from '../services';
import type { TreeNode } from '../tree/treeNode';
import { openResult } from './convert';
import { showModelSummary, showNanReport } from './modelTools';
import { canReveal, revealPath } from './reveal';

export const cancelJob: CommandHandler = async (services, node) => {
  const job = await pickJob(services, node, isActive, t('Cancel which job?'));
  if (job) await services.jobs.cancel(job.id);
};

/** Resumes a job that failed, was canceled or was interrupted. */
export const resumeJob: CommandHandler = async (services, node) => {
  const canResume = ({ state, isForeign }: JobView) =>
    !isForeign && (state === 'failed' || state === 'cancelled' || state === 'lost');
  const job = await pickJob(services, node, canResume, t('Resume which job?'));
  if (job) await services.jobs.resume(job.id);
};

/** Opens the log of a job. */
export const openLogOfJob: CommandHandler = async (services, node) => {
  const job = await pickJob(services, node, () => true, t('Open the log of which job?'));
  if (job) await openJobLog(job);
};

export const showLog: CommandHandler = async ({ log }) => log.show();

export const refresh: CommandHandler = ({ project }) => project.refresh();

const maxEndedJobs = 5;

/** Shows the menu of the status bar entry. */
export const showJobMenu: CommandHandler = async (services) => {
  const { jobs, log } = services;
  const active = jobs.jobs.filter(isActive);
  const cancels = active.map((job) => ({
    label: t('Cancel: {0}', job.title),
    iconPath: new vscode.ThemeIcon('debug-stop'),
    detail: t('Work done so far is saved first.'),
    run: (): unknown => jobs.cancel(job.id),
  }));
  const general = [
    { label: t('Show Log'), iconPath: new vscode.ThemeIcon('output'), run: (): unknown => log.show() },
    {
      label: t('Open Training Monitor'),
      iconPath: new vscode.ThemeIcon('graph-line'),
      run: (): unknown => vscode.commands.executeCommand('faceswap.openMonitor'),
    },
  ];
  const ended = jobs.jobs.filter((job) => !isActive(job)).slice(-maxEndedJobs);
  const logs = ended.reverse().map((job) => ({
    label: job.title,
    iconPath: new vscode.ThemeIcon(job.state === 'done' ? 'pass' : 'circle-slash'),
    description: new Date(job.endedAt ?? job.createdAt).toLocaleString(vscode.env.language),
    run: (): unknown => openJobLog(job),
  }));
  const heading = { label: t('Ended (opens the log)'), kind: vscode.QuickPickItemKind.Separator, run: () => undefined };
  const items = [...cancels, ...general, ...(logs.length > 0 ? [heading, ...logs] : [])];
  const placeHolder = active[0] ? [active[0].title, describeProgress(active[0])].join('  ') : t('No job is running.');
  await (await pickPlain(items, { placeHolder }))?.run();
};

/**
 * Returns the job of `node`, else one that the user picks; the only one without asking. @throws UserError when none
 * fits
 */
async function pickJob(
  { jobs }: Services,
  node: TreeNode | undefined,
  fits: (job: JobView) => boolean,
  placeHolder: string,
): Promise<JobView | undefined> {
  if (node?.kind === 'job') return jobs.jobs.find(({ id }) => id === node.owner);
  const items = jobs.jobs
    .filter(fits)
    .reverse()
    .map((job) => ({
      label: job.title,
      description: new Date(job.createdAt).toLocaleString(vscode.env.language),
      job,
    }));
  if (items.length === 0) throw new UserError(t('No matching job.'));
  if (items.length === 1) return items[0]?.job;
  return (await pickPlain(items, { placeHolder, ignoreFocusOut: true }))?.job;
}

/** Opens a job: the monitor of a training, the result of another stage, else the log. */
export const openJob: CommandHandler = async (services, node) => {
  const job = services.jobs.jobs.find(({ id }) => id === node?.owner);
  if (!job) return;
  const model = job.isForeign ? undefined : findModel(services, job);
  if (model) await showMonitor(services, model);
  else if (isWatchable(job)) await showRunMonitor(services, job);
  else if (job.isForeign || job.state !== 'done' || !(await openJobResult(services, job))) await openJobLog(job);
};

/** Returns whether a job is an experiment that trains right now. */
function isWatchable({ stage, state, isForeign, step }: JobView): boolean {
  return stage === 'experiment' && state === 'running' && !isForeign && step?.model !== undefined;
}

function findModel({ project }: Services, { stage, options }: JobView) {
  if (stage !== 'train') return undefined;
  return project.content?.models.find(({ path }) => path === options.modelDir);
}

/** Returns whether what a stage leaves to look at is a page. */
function isPageStage(stage: JobView['stage']): boolean {
  return stage === 'report' || stage === 'experiment' || stage === 'evaluate';
}

/** Opens the result of a job; returns whether it has one. */
async function openJobResult(services: Services, { stage, title, options, result }: JobView): Promise<boolean> {
  const summary = result?.summary ?? {};
  const output = summary.page ?? options.page ?? summary.output;
  const model = basename(String(options.modelDir));
  if (stage === 'model-summary') await showModelSummary(services, model, summary);
  else if (stage === 'model-nan-scan') await showNanReport(services, model, summary);
  else if (stage === 'devices') await services.reports.show(t('Devices'), renderDevicesReport(summary));
  else if (typeof output !== 'string' || !existsSync(output)) return false;
  else if (isPageStage(stage)) await showPage(output, title);
  else if (getStage(stage).result === 'media') await openResult(output);
  else if (canReveal(output)) await revealPath(output);
  else return false;
  return true;
}
