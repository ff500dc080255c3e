import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { getPresetsFolder } from '../../projects/projectPaths';
import type { WorkspaceProject } from '../project/workspaceProject';

const languageId = 'faceswap-ini';

/** Loads the language features when the first settings file is opened: most windows open none. */
export function loadIniLanguageOnDemand(project: WorkspaceProject): vscode.Disposable {
  let language: Promise<vscode.Disposable> | undefined;
  const prepareDocument = (document: vscode.TextDocument) => {
    if (document.languageId === languageId)
      language ??= import('./iniLanguage').then(({ registerIniLanguage }) => registerIniLanguage(project));
    else if (isPreset(document.uri, project)) void vscode.languages.setTextDocumentLanguage(document, languageId);
  };
  const prepareAll = () => vscode.workspace.textDocuments.forEach(prepareDocument);
  prepareAll();
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(prepareDocument),
    project.onDidChange(prepareAll),
    new vscode.Disposable(() => void language?.then((registered) => registered.dispose())),
  );
}

/** Returns whether a file is a preset of the project, which is a train.ini with another name. */
function isPreset({ scheme, fsPath }: vscode.Uri, { content }: WorkspaceProject): boolean {
  return (
    content !== undefined &&
    scheme === 'file' &&
    fsPath.endsWith('.ini') &&
    dirname(fsPath) === getPresetsFolder(content.folder)
  );
}
