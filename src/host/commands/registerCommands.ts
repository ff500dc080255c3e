import * as vscode from 'vscode';
import { CancelledError, getErrorMessage, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { CommandHandler, Services } from '../services';
import type { TreeNode } from '../tree/treeNode';

/**
 * Every command of the manifest, and the one behind the status bar. A step is loaded when it is first asked for, which
 * keeps the pipeline's requests and their options out of the activation.
 */
const commandLoaders: Readonly<Record<string, () => Promise<CommandHandler>>> = {
  newProject: async () => (await import('./newProject')).createNewProject,
  addPerson: async () => (await import('./people')).addPerson,
  addSource: async () => (await import('./people')).addVideos,
  addToPerson: async () => (await import('./people')).addToPerson,
  editConsent: async () => (await import('./people')).editConsent,
  removeSource: async () => (await import('./people')).removeSource,
  moveCluster: async () => (await import('./people')).moveCluster,
  extractFrames: async () => (await import('./faces')).extractFrames,
  extractFaces: async () => (await import('./faces')).extractFaces,
  sortByFace: async () => (await import('./faces')).sortByFace,
  reviewFaces: async () => (await import('./reviewFaces')).reviewFaces,
  cleanUp: async () => (await import('./faces')).cleanUp,
  train: async () => (await import('./train')).train,
  openMonitor: async () => (await import('./train')).openMonitor,
  convert: async () => (await import('./convert')).convert,
  convertWithOptions: async () => (await import('./convertWithOptions')).convertWithOptions,
  previewSwap: async () => (await import('./convert')).previewSwap,
  openSwap: async () => (await import('./convert')).openSwap,
  openTrainIni: async () => (await import('./modelTools')).openTrainIni,
  openTimelapse: async () => (await import('./modelTools')).openTimelapse,
  modelSummary: async () => (await import('./modelTools')).summarizeModel,
  nanScan: async () => (await import('./modelTools')).scanForNan,
  restoreModel: async () => (await import('./modelTools')).restoreModel,
  exportInference: async () => (await import('./modelTools')).exportInference,
  exportModel: async () => (await import('./modelTools')).exportModel,
  devices: async () => (await import('./devices')).showDevices,
  fetchCuda: async () => (await import('./devices')).fetchCuda,
  openProjectFile: async () => (await import('./reveal')).openProjectFile,
  reveal: async () => (await import('./reveal')).revealNode,
  cancelJob: async () => (await import('./jobs')).cancelJob,
  resumeJob: async () => (await import('./jobs')).resumeJob,
  openJob: async () => (await import('./jobs')).openJob,
  openJobLog: async () => (await import('./jobs')).openJobLog,
  jobMenu: async () => (await import('./jobs')).showJobMenu,
  showLog: async () => (await import('./jobs')).showLog,
  copyDiagnostics: async () => (await import('./copyDiagnostics')).copyDiagnostics,
  refresh: async () => (await import('./jobs')).refresh,
};

export function registerCommands(services: Services): vscode.Disposable {
  const register = ([name, load]: [string, () => Promise<CommandHandler>]) =>
    vscode.commands.registerCommand(`faceswap.${name}`, (first: unknown, second: unknown) =>
      load()
        .then((step) => step(services, parseNode(first), collectPaths(first, second)))
        .catch((error) => showError(services, error)),
    );
  return vscode.Disposable.from(...Object.entries(commandLoaders).map(register));
}

/** A key binding or another extension may pass anything. */
function parseNode(argument: unknown): TreeNode | undefined {
  const isNode = typeof argument === 'object' && argument !== null && 'kind' in argument && 'children' in argument;
  return isNode ? (argument as TreeNode) : undefined;
}

/** Of the selected entries or files, the first of which may be given alone. */
function collectPaths(first: unknown, second: unknown): string[] {
  const selected: unknown[] = Array.isArray(second) ? second : first instanceof vscode.Uri ? [first] : [];
  return selected.flatMap((entry) => {
    if (entry instanceof vscode.Uri) return entry.scheme === 'file' ? [entry.fsPath] : [];
    return parseNode(entry)?.path ?? [];
  });
}

async function showError(services: Services, error: unknown): Promise<void> {
  if (error instanceof CancelledError) return;
  services.log.error(error instanceof Error && !(error instanceof UserError) ? error : getErrorMessage(error));
  const showLog = t('Show Log');
  const actions = error instanceof UserError ? [] : [showLog];
  if ((await vscode.window.showErrorMessage(getErrorMessage(error), ...actions)) === showLog) services.log.show();
}
