import * as vscode from 'vscode';
import { CanceledError, getErrorMessage, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { Services } from '../services';

/** Logs an error and shows it; only one that is not for users comes with a button for the log. */
export async function showError(services: Services, error: unknown): Promise<void> {
  if (error instanceof CanceledError) return;
  services.log.error(error instanceof Error && !(error instanceof UserError) ? error : getErrorMessage(error));
  const showLog = t('Show Log');
  const actions = error instanceof UserError ? [] : [showLog];
  if ((await vscode.window.showErrorMessage(getErrorMessage(error), ...actions)) === showLog) services.log.show();
}
