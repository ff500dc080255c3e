import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { getPresetsFolder } from '../../projects/paths';
import type { WorkspaceProject } from '../project/workspaceProject';

const languageId = 'faceswap-ini';

/** Loads the language of the settings files with the first of them that is opened: most windows open none. */
export function watchForInis(project: WorkspaceProject): vscode.Disposable {
  let language: Promise<vscode.Disposable> | undefined;
  const begin = (document: vscode.TextDocument) => {
    if (document.languageId === languageId)
      language ??= import('./iniLanguage').then(({ registerIniLanguage }) => registerIniLanguage(project));
    else if (isPreset(document.uri, project)) void vscode.languages.setTextDocumentLanguage(document, languageId);
  };
  const beginAll = () => vscode.workspace.textDocuments.forEach(begin);
  beginAll();
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(begin),
    project.onDidChange(beginAll),
    new vscode.Disposable(() => void language?.then((registered) => registered.dispose())),
  );
}

/** A preset of the project is a train.ini under a name of its own. */
function isPreset({ scheme, fsPath }: vscode.Uri, { content }: WorkspaceProject): boolean {
  return (
    content !== undefined &&
    scheme === 'file' &&
    fsPath.endsWith('.ini') &&
    dirname(fsPath) === getPresetsFolder(content.folder)
  );
}
