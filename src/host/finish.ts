import * as vscode from 'vscode';
import { t } from '../shared/l10n';
import type { Work, WorkEnd } from './jobRunner';
import type { Services } from './services';

/** What the user may want to do next. */
export interface Action {
  readonly label: string;
  run(): unknown;
}

/** Runs `work` and tells how it ended, with what the user may want to do next. Gives whether it was done. */
export async function runAndTell(
  services: Services,
  work: Work,
  doneSentence: (end: WorkEnd) => string,
  next?: Action | ((end: WorkEnd) => Action | undefined),
): Promise<void> {
  const end = await services.jobs.run(work);
  await services.project.refresh();
  const { outcome, reason, message } = end.result;
  if (outcome === 'failed') {
    const isFault = reason === 'bug' || reason === 'crash';
    const openLog = {
      label: t('Open the Log'),
      run: () => vscode.window.showTextDocument(vscode.Uri.file(end.logPath)),
    };
    const showLog = { label: t('Show Log'), run: () => services.log.show() };
    return await offer(vscode.window.showErrorMessage, message ?? work.title, isFault ? openLog : showLog);
  }
  if (outcome === 'cancelled')
    return await offer(vscode.window.showInformationMessage, t('{0}: cancelled. What was saved stays.', work.title));
  await offer(vscode.window.showInformationMessage, doneSentence(end), typeof next === 'function' ? next(end) : next);
}

type ShowMessage = (message: string, ...labels: string[]) => Thenable<string | undefined>;

async function offer(show: ShowMessage, message: string, action?: Action): Promise<void> {
  const chosen = await show(message, ...(action ? [action.label] : []));
  if (action && chosen === action.label) await action.run();
}
