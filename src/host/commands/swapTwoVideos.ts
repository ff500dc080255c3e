import * as vscode from 'vscode';
import { createProject, isProject } from '../../projects/project';
import { t } from '../../shared/l10n';
import { addGuidedSwap, askGuidedSwap } from '../guidedSwap/askGuidedSwap';
import {
  getUnfinishedSwap,
  isSwapRunning,
  offerToContinue,
  restoreGuidedSwap,
  runGuidedSwap,
} from '../guidedSwap/runGuidedSwap';
import { folderToAskInKey } from '../guidedSwap/swapMemory';
import { showInformationMessage } from '../prompts/messages';
import type { CommandHandler, Services } from '../services';
import { chooseProjectFolder } from './newProject';

/**
 * Asks for two videos and makes the swap from start to end: faces, groups, training, preview, result. Makes the open
 * folder a project where it is none; where no folder is open, asks for one, and goes on in it.
 */
export const swapTwoVideos: CommandHandler = async (services) => {
  const unfinished = getUnfinishedSwap(services);
  if (unfinished && isSwapRunning())
    return await showInformationMessage(
      t('A swap of {0} and {1} is under way. Wait for its end, or cancel its job.', unfinished.a, unfinished.b),
    );
  if (unfinished) return offerToContinue(services, unfinished);
  const folder = services.project.content?.folder ?? findLocalFolder();
  if (folder === undefined) return await openFolderAndAskAgain(services);
  const answers = await askGuidedSwap(services);
  if (!answers) return;
  if (!services.project.content) await createProject(folder);
  await services.project.refresh();
  const swap = await addGuidedSwap(services, answers);
  await services.project.refresh();
  await runGuidedSwap(services, swap);
};

async function openFolderAndAskAgain({ userMemory }: Services): Promise<void> {
  const folder = await chooseProjectFolder();
  if (!folder) return;
  if (!(await isProject(folder.fsPath))) await createProject(folder.fsPath);
  await userMemory.update(folderToAskInKey, folder.fsPath);
  await vscode.commands.executeCommand('vscode.openFolder', folder);
}

/** Goes on in a window that has been opened: with the questions for a new swap, or with one that has not ended. */
export async function resumeSwapTwoVideos(services: Services): Promise<void> {
  const folder = services.userMemory.get(folderToAskInKey);
  if (folder === undefined || folder !== services.project.content?.folder) return restoreGuidedSwap(services);
  await services.userMemory.update(folderToAskInKey, undefined);
  await vscode.commands.executeCommand('faceswap.swapTwoVideos');
}

function findLocalFolder(): string | undefined {
  return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
}
