import { explainSystemError } from '../../files/systemErrors';
import { CanceledError, getErrorMessage, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { showErrorMessage } from '../prompts/messages';
import type { Services } from '../services';

/** Logs an error and shows it; only one that is not for users comes with a button for the log. */
export async function showError(services: Services, thrown: unknown): Promise<void> {
  if (thrown instanceof CanceledError) return;
  const error = explainSystemError(thrown, services.project.content?.folder ?? '');
  services.log.error(error instanceof Error && !(error instanceof UserError) ? error : getErrorMessage(error));
  const showLog = t('Show Log');
  const actions = error instanceof UserError ? [] : [showLog];
  if ((await showErrorMessage(getErrorMessage(error), ...actions)) === showLog) services.log.show();
}
