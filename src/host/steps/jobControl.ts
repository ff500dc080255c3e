import * as vscode from 'vscode';
import { t } from '../../shared/l10n';
import type { Step } from '../services';

export const cancelJob: Step = async ({ jobs }) => jobs.cancel();

export const showLog: Step = async ({ log }) => log.show();

export const refresh: Step = ({ project }) => project.refresh();

/** What a click on the status bar offers. */
export const jobMenu: Step = async ({ jobs, log }) => {
  const items = [
    { label: `$(debug-stop) ${t('Cancel; what is done is saved first')}`, run: () => jobs.cancel() },
    { label: `$(output) ${t('Show Log')}`, run: () => log.show() },
    {
      label: `$(open-preview) ${t('Open Preview')}`,
      run: () => vscode.commands.executeCommand('faceswap.openPreview'),
    },
  ];
  const picked = await vscode.window.showQuickPick(items, { placeHolder: jobs.title ?? t('No job is running.') });
  await picked?.run();
};
