import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isActive } from '../../jobs/watch/jobView';
import type { JobEvent, LogLevel } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { showInformationMessage, showWarningMessage } from '../prompts/messages';
import type { Services } from '../services';
import { createNodeReference } from '../tree/treeNode';
import { type NextSteps, type NotificationAction, notifyEnd } from './endNotification';
import type { JobService, JobView } from './jobService';
import { JobStatus } from './jobStatus';
import { JobTasks } from './jobTasks';
import { describeTrainingEnd, listStepsAfterTraining } from './trainingEnd';
import type { WindowJobs } from './windowJobs';

/**
 * Shows the jobs of the project, wherever they were started: in the status bar, in the log, and in a notification at
 * the end.
 */
export function showJobs(services: Services, jobs: WindowJobs): vscode.Disposable {
  let hasAsked = false;
  const askOnce = async () => {
    if (hasAsked || !services.project.content) return;
    hasAsked = true;
    await offerToContinueQueue(jobs);
  };
  return vscode.Disposable.from(
    new JobStatus(jobs),
    vscode.tasks.registerTaskProvider('faceswap', new JobTasks(services)),
    logJobs(jobs, services.log),
    jobs.onEvent(({ job, event }) => {
      if (event.type === 'saved') void services.project.refresh();
      if (event.type === 'log' && event.level === 'warning' && event.isAboutStart)
        void showWarningMessage(`${job.title}: ${event.message}`);
    }),
    jobs.onDidEndUnawaited((job) => {
      const result = job.result ?? { type: 'result', outcome: 'failed', reason: 'crash' };
      void notifyEnd(services, { job, result, jobs: [job] }, describeEnd(job), () => listNextSteps(job));
    }),
    services.project.onDidChange(() => void askOnce()),
  );
}

/** Returns the sentence for a job that is done and that this window did not start; undefined for the usual one. */
function describeEnd({ stage, options, result }: JobView): (() => string) | undefined {
  if (stage !== 'train') return undefined;
  return () => describeTrainingEnd(basename(String(options.modelDir)), result?.summary ?? {});
}

async function listNextSteps(job: JobView): Promise<NextSteps> {
  return job.stage === 'train'
    ? listStepsAfterTraining(basename(String(job.options.modelDir)))
    : await createOpenAction(job);
}

async function createOpenAction({ id, stage }: JobView): Promise<NotificationAction | undefined> {
  const { getStage } = await import('../../stages/stages');
  if (getStage(stage).result === 'none') return undefined;
  return {
    label: t('Open'),
    run: () => vscode.commands.executeCommand('faceswap.openJob', createNodeReference('job', id)),
  };
}

/** Offers to continue the queue after a restart of the machine, when no process runs it any more. */
async function offerToContinueQueue(jobs: WindowJobs): Promise<void> {
  const count = await jobs.countStalledJobs();
  if (count === 0) return;
  const go = t('Continue');
  const question = t('{0} jobs of this project were still waiting when the machine shut down.', count);
  if ((await showInformationMessage(question, go)) === go) await jobs.continueQueue();
}

const logMethods = { debug: 'debug', info: 'info', warning: 'warn', error: 'error' } as const satisfies Record<
  LogLevel,
  string
>;

/** Writes the options, the messages and the end of each job to the log of the window. */
export function logJobs(jobs: JobService, log: vscode.LogOutputChannel): vscode.Disposable {
  const open = new Set<string>();
  return vscode.Disposable.from(
    jobs.onEvent(({ job, event }) => logEvent(log, job, event)),
    jobs.onDidChange(() => {
      for (const job of jobs.jobs) {
        if (isActive(job) && !open.has(job.id)) {
          open.add(job.id);
          log.info(`${job.title}: ${JSON.stringify(job.options)}`);
        } else if (!isActive(job) && open.delete(job.id)) logEnd(log, job);
      }
    }),
  );
}

function logEvent(log: vscode.LogOutputChannel, { title }: JobView, event: JobEvent): void {
  if (event.type === 'log') log[logMethods[event.level]](`${title}: ${event.message}`);
}

function logEnd(log: vscode.LogOutputChannel, { title, state, result }: JobView): void {
  if (state === 'failed' || state === 'lost') log.error(`${title}: ${result?.message ?? state}`);
  else log.info(`${title}: ${state} ${JSON.stringify(result?.summary ?? {})}`);
}
