import { join } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { projectFileName } from '../../shared/project';
import type { Step } from '../services';
import { projectFolder } from '../workspaceProject';

/** Shows the file or folder of an entry in VS Code's explorer. */
export const reveal: Step = async (_services, node) => {
  if (node?.path !== undefined) await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(node.path));
};

/** Also one that cannot be read, which is when it is wanted. */
export const openProjectFile: Step = async () => {
  const folder = await projectFolder();
  if (folder === undefined) throw new UserError(t('No project is open. Use "New Project", or open the folder of one.'));
  await vscode.window.showTextDocument(vscode.Uri.file(join(folder, projectFileName)));
};
