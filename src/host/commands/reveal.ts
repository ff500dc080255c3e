import { join } from 'node:path';
import * as vscode from 'vscode';
import { projectFileName } from '../../projects/projectPaths';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { findProjectFolder } from '../project/workspaceProject';
import type { CommandHandler } from '../services';

/** Reveals the file or folder of an entry in the explorer. */
export const revealNode: CommandHandler = async (_services, node) => {
  if (node?.path !== undefined) await revealPath(node.path);
};

/** Returns whether an explorer can show `path`: VS Code's for a file of the workspace, else that of the system. */
export function canReveal(path: string): boolean {
  return isInWorkspace(path) || isOnThisDesktop();
}

/** Returns whether VS Code runs on the machine that has the files, with a desktop. */
export function isOnThisDesktop(): boolean {
  return vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
}

export async function revealPath(path: string): Promise<void> {
  const command = isInWorkspace(path) ? 'revealInExplorer' : 'revealFileInOS';
  await vscode.commands.executeCommand(command, vscode.Uri.file(path));
}

function isInWorkspace(path: string): boolean {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path)) !== undefined;
}

/** Opens the project file, also where the project cannot be read. */
export const openProjectFile: CommandHandler = async () => {
  const folder = await findProjectFolder();
  if (folder === undefined) throw new UserError(t('No project is open. Use "New Project", or open a project folder.'));
  await vscode.window.showTextDocument(vscode.Uri.file(join(folder, projectFileName)));
};
