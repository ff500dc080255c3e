import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isActive, type JobView } from '../../jobs/watch/jobView';
import { showMonitor } from '../../panels/training/host';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { StageName } from '../../stages/stageTable';
import { openLogOf } from '../jobs/endNotification';
import { progressLine } from '../jobs/jobStatus';
import { devicesText } from '../reports/devicesReport';
import type { Services, Step } from '../services';
import type { ProjectNode } from '../tree/treeNode';
import { openResult } from './convert';
import { showBrokenNumbers, showLayers } from './modelTools';
import { canReveal, revealPath } from './reveal';

export const cancelJob: Step = async (services, node) => {
  const job = await pickJob(services, node, isActive, t('Cancel which job?'));
  if (job) await services.jobs.cancel(job.id);
};

/** Does once more what did not come to its end. */
export const resumeJob: Step = async (services, node) => {
  const didNotEnd = ({ state }: JobView) => state === 'failed' || state === 'cancelled' || state === 'lost';
  const job = await pickJob(services, node, didNotEnd, t('Resume which job?'));
  if (job) await services.jobs.resume(job.id);
};

/** Opens what a job's process wrote. */
export const openJobLog: Step = async (services, node) => {
  const job = await pickJob(services, node, () => true, t('Open the log of which job?'));
  if (job) await openLogOf(job.folder);
};

export const showLog: Step = async ({ log }) => log.show();

export const refresh: Step = ({ project }) => project.refresh();

const mostEnded = 5;

/** What a click on the status bar offers. */
export const jobMenu: Step = async (services) => {
  const { jobs, log } = services;
  const active = jobs.jobs.filter(isActive);
  const cancels = active.map((job) => ({
    label: `$(debug-stop) ${t('Cancel: {0}', job.title)}`,
    detail: t('Work done so far is saved first.'),
    run: (): unknown => jobs.cancel(job.id),
  }));
  const general = [
    { label: `$(output) ${t('Show Log')}`, run: (): unknown => log.show() },
    {
      label: `$(graph-line) ${t('Open Training Monitor')}`,
      run: (): unknown => vscode.commands.executeCommand('faceswap.openMonitor'),
    },
  ];
  const ended = jobs.jobs.filter((job) => !isActive(job)).slice(-mostEnded);
  const logs = ended.reverse().map((job) => ({
    label: `${job.state === 'done' ? '$(pass)' : '$(circle-slash)'} ${job.title}`,
    description: new Date(job.endedAt ?? job.createdAt).toLocaleString(vscode.env.language),
    run: (): unknown => openLogOf(job.folder),
  }));
  const heading = { label: t('Ended (opens the log)'), kind: vscode.QuickPickItemKind.Separator, run: () => undefined };
  const items = [...cancels, ...general, ...(logs.length > 0 ? [heading, ...logs] : [])];
  const placeHolder = active[0] ? [active[0].title, progressLine(active[0])].join('  ') : t('No job is running.');
  await (await vscode.window.showQuickPick(items, { placeHolder }))?.run();
};

/** The job of `node`; the only one that fits without asking. @throws UserError when none does. */
async function pickJob(
  { jobs }: Services,
  node: ProjectNode | undefined,
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
  return (await vscode.window.showQuickPick(items, { placeHolder, ignoreFocusOut: true }))?.job;
}

/** What there is to see of a job: the monitor of a training, what was made or found out, else the log. */
export const openJob: Step = async (services, node) => {
  const job = services.jobs.jobs.find(({ id }) => id === node?.owner);
  if (!job) return;
  const model = modelOf(services, job);
  if (model) await showMonitor(services, model);
  else if (job.state !== 'done' || !(await showResult(services, job))) await openLogOf(job.folder);
};

function modelOf({ project }: Services, { stage, options }: JobView) {
  if (stage !== 'train') return undefined;
  return project.content?.models.find(({ path }) => path === options.modelDir);
}

/** Gives whether there is anything to see. */
async function showResult(services: Services, { stage, options, result }: JobView): Promise<boolean> {
  const summary = result?.summary ?? {};
  const { output } = summary;
  const model = basename(String(options.modelDir));
  if (stage === 'model-summary') await showLayers(services, model, summary);
  else if (stage === 'model-nan-scan') await showBrokenNumbers(services, model, summary);
  else if (stage === 'devices') await services.reports.show(t('Devices'), devicesText(summary));
  else if (typeof output !== 'string' || !existsSync(output)) return false;
  else if (pictures.has(stage)) await openResult(output);
  else if (canReveal(output)) await revealPath(output);
  else return false;
  return true;
}

const pictures: ReadonlySet<StageName> = new Set(['convert', 'timelapse', 'preview']);
