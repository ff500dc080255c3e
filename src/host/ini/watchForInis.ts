import * as vscode from 'vscode';
import type { WorkspaceProject } from '../workspaceProject';

/** Loads the language of the settings files with the first of them that is opened: most windows open none. */
export function watchForInis(project: WorkspaceProject): vscode.Disposable {
  let language: Promise<vscode.Disposable> | undefined;
  const begin = ({ languageId }: vscode.TextDocument) => {
    if (languageId !== 'faceswap-ini') return;
    language ??= import('./iniLanguage').then(({ registerIniLanguage }) => registerIniLanguage(project));
  };
  vscode.workspace.textDocuments.forEach(begin);
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(begin),
    new vscode.Disposable(() => void language?.then((registered) => registered.dispose())),
  );
}
