import * as vscode from 'vscode';
import type { WorkspaceProject } from './workspaceProject';

/** Removes what killed commands have left half written in the project of the window, once for each, where it is trusted. */
export function sweepOpenedProject(project: WorkspaceProject): vscode.Disposable {
  const swept = new Set<string>();
  const sweep = async () => {
    const folder = project.content?.folder;
    if (folder === undefined || swept.has(folder) || !vscode.workspace.isTrusted) return;
    swept.add(folder);
    await (await import('../../projects/leftovers')).sweepProject(folder);
  };
  return vscode.Disposable.from(
    project.onDidChange(() => void sweep()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void sweep()),
  );
}
