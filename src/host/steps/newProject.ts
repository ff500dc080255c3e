import * as vscode from 'vscode';
import { createProject } from '../../jobs/project';
import { t } from '../../shared/l10n';
import type { Step } from '../services';

/** Makes the opened folder a project, or a folder that the user chooses and then opens. */
export const newProject: Step = async ({ project }) => {
  const opened = vscode.workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === 'file') ?? [];
  const only = opened.length === 1 && !project.content ? opened[0]?.uri : undefined;
  const folder = only ?? (await chooseFolder());
  if (!folder) return;
  await createProject(folder.fsPath);
  if (only) await project.refresh();
  else await vscode.commands.executeCommand('vscode.openFolder', folder);
};

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: t('Folder of the new project'),
      openLabel: t('Make a Project'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return folder;
}
