import { join } from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../shared/l10n';
import type { Services } from '../services';
import { createNodeReference } from '../tree/treeNode';
import type { WorkEnd } from './jobService';
import { describeFailures, listFailed } from './partialFailure';

/** A button of a notification. */
export interface NotificationAction {
  readonly label: string;
  run(): unknown;
}

/**
 * Notifies the user that work is done, in `sentence`, with its warnings and a button for the next step; or why it failed.
 * Where some of its jobs failed, both is said.
 */
export async function notifyEnd(
  services: Services,
  { job, result, jobs }: WorkEnd,
  sentence: () => string = () => t('{0}: done.', job.title),
  next?: () => NotificationAction | undefined | Promise<NotificationAction | undefined>,
): Promise<void> {
  const { outcome, reason, message } = result;
  const { showErrorMessage, showInformationMessage, showWarningMessage } = vscode.window;
  if (outcome === 'done') {
    const { readWarnings } = await import('../../jobs/journal/eventJournal');
    const warnings = (await Promise.all(jobs.map(({ folder }) => readWarnings(folder)))).flat();
    const action = await next?.();
    const show = warnings.length > 0 ? showWarningMessage : showInformationMessage;
    return await showWithActions(show, [sentence(), ...warnings].join(' '), action ? [action] : []);
  }
  if (outcome === 'cancelled')
    return await showWithActions(showInformationMessage, t('{0}: canceled. What was saved is kept.', job.title), []);
  const openLog = { label: t('Open Log'), run: () => openJobLogFile(job.folder) };
  if (jobs.some(({ state }) => state === 'done')) {
    const action = await next?.();
    const text = `${sentence()} ${describeFailures(jobs)}`;
    return await showWithActions(showWarningMessage, text, [...(action ? [action] : []), openLog]);
  }
  if (listFailed(jobs).length > 1) return await showWithActions(showErrorMessage, describeFailures(jobs), [openLog]);
  const showLog = { label: t('Show Log'), run: () => services.log.show() };
  const node = createNodeReference('job', job.id);
  const resume = { label: t('Resume'), run: () => vscode.commands.executeCommand('faceswap.resumeJob', node) };
  const text = message ?? t('The job was interrupted. Resume it to continue from the last save.');
  // The message of a crash does not name the job.
  if (reason === 'crash') return await showWithActions(showErrorMessage, `${job.title}: ${text}`, [resume, openLog]);
  await showWithActions(showErrorMessage, text, [reason === 'bug' ? openLog : showLog]);
}

/** Opens the log of the job in `folder` in an editor. */
export async function openJobLogFile(folder: string): Promise<void> {
  await vscode.window.showTextDocument(vscode.Uri.file(join(folder, 'log')));
}

type ShowMessage = (message: string, ...labels: string[]) => Thenable<string | undefined>;

async function showWithActions(
  show: ShowMessage,
  message: string,
  actions: readonly NotificationAction[],
): Promise<void> {
  const chosen = await show(message, ...actions.map(({ label }) => label));
  await actions.find(({ label }) => label === chosen)?.run();
}
