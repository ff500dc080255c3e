import * as vscode from 'vscode';
import { assertNoProject, createProject } from '../../projects/project';
import { t } from '../../shared/l10n';
import type { CommandHandler } from '../services';
import { addNewPerson, addPerson, askForNewPerson } from './people';

/**
 * Makes the open folder a project and asks for its people; where none is open, asks for a folder and opens it as a
 * project.
 */
export const createNewProject: CommandHandler = async (services) => {
  const { project } = services;
  const opened = vscode.workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === 'file') ?? [];
  const only = opened.length === 1 && !project.content ? opened[0]?.uri : undefined;
  const folder = only ?? (await chooseProjectFolder());
  if (!folder) return;
  await assertNoProject(folder.fsPath);
  if (!only) {
    await createProject(folder.fsPath);
    return await vscode.commands.executeCommand('vscode.openFolder', folder);
  }
  // Nothing is written before the user has answered for the first person.
  const first = await askForNewPerson([]);
  if (!first) return;
  await createProject(folder.fsPath);
  await addNewPerson(services, folder.fsPath, first);
  await addPerson(services);
};

/** Asks for the folder of a new project; undefined when canceled. */
export async function chooseProjectFolder(): Promise<vscode.Uri | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: t('Folder for the New Project'),
      openLabel: t('Create Project'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return folder;
}
