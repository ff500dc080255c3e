import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { FilePlace } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { showErrorMessage, showInformationMessage, showWarningMessage } from '../prompts/messages';
import { openJobLog } from '../reports/jobLogs';
import type { Services } from '../services';
import { createNodeReference } from '../tree/treeNode';
import type { WorkEnd } from './jobService';
import { describeFailures, listFailed } from './partialFailure';

/** A button of a notification. */
export interface NotificationAction {
  readonly label: string;
  run(): unknown;
}

/** What to do next: a button, several, or none. */
export type NextSteps = NotificationAction | readonly NotificationAction[] | undefined;

/**
 * Notifies the user that work is done, in `sentence`, with its warnings and buttons for the next steps; or why it failed, with
 * a button to the line of the settings file that is wrong. Where some of its jobs failed, both is said.
 */
export async function notifyEnd(
  services: Services,
  { job, result, jobs }: WorkEnd,
  sentence: () => string = () => t('{0}: done.', job.title),
  next?: () => NextSteps | Promise<NextSteps>,
): Promise<void> {
  const { outcome, reason, message, place } = result;
  if (outcome === 'done') {
    const { readWarnings } = await import('../../jobs/journal/eventJournal');
    const warnings = (await Promise.all(jobs.map(({ folder }) => readWarnings(folder)))).flat();
    const steps = (await next?.()) ?? [];
    const show = warnings.length > 0 ? showWarningMessage : showInformationMessage;
    return await showWithActions(show, [sentence(), ...warnings].join(' '), [steps].flat());
  }
  if (outcome === 'cancelled')
    return await showWithActions(showInformationMessage, t('{0}: canceled. What was saved is kept.', job.title), []);
  const openLog = { label: t('Open Log'), run: () => openJobLog(job) };
  if (jobs.some(({ state }) => state === 'done')) {
    const steps = (await next?.()) ?? [];
    const text = `${sentence()} ${describeFailures(jobs)}`;
    return await showWithActions(showWarningMessage, text, [...[steps].flat(), openLog]);
  }
  if (listFailed(jobs).length > 1) return await showWithActions(showErrorMessage, describeFailures(jobs), [openLog]);
  const showLog = { label: t('Show Log'), run: () => services.log.show() };
  const node = createNodeReference('job', job.id);
  const resume = { label: t('Resume'), run: () => vscode.commands.executeCommand('faceswap.resumeJob', node) };
  const text = message ?? t('The job was interrupted. Resume it to continue from the last save.');
  // The message of a crash does not name the job.
  if (reason === 'crash') return await showWithActions(showErrorMessage, `${job.title}: ${text}`, [resume, openLog]);
  const openPlace = place && !job.isForeign ? [createPlaceAction(place)] : [];
  await showWithActions(showErrorMessage, text, [...openPlace, reason === 'bug' ? openLog : showLog]);
}

/** Returns a button that opens a settings file at a line. */
function createPlaceAction(place: FilePlace): NotificationAction {
  return { label: t('Open {0}', basename(place.path)), run: () => openPlace(place) };
}

/** Opens a settings file at a line. */
export async function openPlace({ path, line }: FilePlace): Promise<void> {
  const selection = new vscode.Range(line - 1, 0, line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(path), { selection });
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
