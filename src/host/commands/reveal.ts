import { join } from 'node:path';
import * as vscode from 'vscode';
import { projectFileName } from '../../projects/projectFile';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { projectFolder } from '../project/workspaceProject';
import type { Step } from '../services';

/** Shows the file or folder of an entry in VS Code's explorer. */
export const reveal: Step = async (_services, node) => {
  if (node?.path !== undefined) await revealPath(node.path);
};

/** Whether there is an explorer that shows `path`: the window's, or for what is in none of its folders the system's. */
export function canReveal(path: string): boolean {
  const isOnThisDesktop = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  return isOpened(path) || isOnThisDesktop;
}

export async function revealPath(path: string): Promise<void> {
  const command = isOpened(path) ? 'revealInExplorer' : 'revealFileInOS';
  await vscode.commands.executeCommand(command, vscode.Uri.file(path));
}

function isOpened(path: string): boolean {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path)) !== undefined;
}

/** Also one that cannot be read, which is when it is wanted. */
export const openProjectFile: Step = async () => {
  const folder = await projectFolder();
  if (folder === undefined) throw new UserError(t('No project is open. Use "New Project", or open a project folder.'));
  await vscode.window.showTextDocument(vscode.Uri.file(join(folder, projectFileName)));
};
