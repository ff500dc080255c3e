import * as vscode from 'vscode';
import { createProject } from '../../jobs/project';
import { t } from '../../shared/l10n';
import type { Services, Step } from '../services';
import { addPerson } from './addPerson';

/** Makes the opened folder a project and asks for its people, or makes one of a folder that the user chooses and opens. */
export const newProject: Step = async (services) => {
  const { project } = services;
  const opened = vscode.workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === 'file') ?? [];
  const only = opened.length === 1 && !project.content ? opened[0]?.uri : undefined;
  const folder = only ?? (await chooseFolder());
  if (!folder) return;
  await createProject(folder.fsPath);
  if (!only) return await vscode.commands.executeCommand('vscode.openFolder', folder);
  await project.refresh();
  await askForPeople(services);
};

/** The two whose faces are swapped, until the user cancels. */
async function askForPeople(services: Services): Promise<void> {
  const count = () => services.project.content?.people.length ?? 0;
  for (const wanted of [1, 2]) {
    await addPerson(services);
    if (count() < wanted) return;
  }
}

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
