import * as vscode from 'vscode';
import { messageOf, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import type { ProjectNode } from './projectNode';
import type { Services, Step } from './services';
import { addPerson, addVideos } from './steps/addPerson';
import { convert, openSwap } from './steps/convert';
import { cleanUp, extractFaces, extractFrames, sortByFace } from './steps/faces';
import { cancelJob, jobMenu } from './steps/jobControl';
import { newProject } from './steps/newProject';
import { openPreview, train } from './steps/train';

/** Every command of the manifest, and the one behind the status bar. */
const steps: Readonly<Record<string, Step>> = {
  newProject,
  addPerson,
  addSource: addVideos,
  extractFrames,
  extractFaces,
  sortByFace,
  cleanUp,
  train,
  convert,
  cancelJob,
  jobMenu,
  showLog: async ({ log }) => log.show(),
  openPreview,
  openSwap,
  refresh: ({ project }) => project.refresh(),
};

export function registerCommands(services: Services): vscode.Disposable {
  const register = ([name, step]: [string, Step]) =>
    vscode.commands.registerCommand(`faceswap.${name}`, (argument: unknown) =>
      step(services, asNode(argument)).catch((error) => showError(services, error)),
    );
  return vscode.Disposable.from(...Object.entries(steps).map(register));
}

/** A key binding or another extension may pass anything. */
function asNode(argument: unknown): ProjectNode | undefined {
  const isNode = typeof argument === 'object' && argument !== null && 'kind' in argument && 'children' in argument;
  return isNode ? (argument as ProjectNode) : undefined;
}

async function showError(services: Services, error: unknown): Promise<void> {
  services.log.error(error instanceof Error && !(error instanceof UserError) ? error : messageOf(error));
  const showLog = t('Show Log');
  const actions = error instanceof UserError ? [] : [showLog];
  if ((await vscode.window.showErrorMessage(messageOf(error), ...actions)) === showLog) services.log.show();
}
