import * as vscode from 'vscode';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';

/** Menus are disabled without trust; a drop and another extension's call are not. @throws UserError */
export function requireTrust(): void {
  if (!vscode.workspace.isTrusted) throw new UserError(t('Trust this folder first: a job runs programs.'));
}
