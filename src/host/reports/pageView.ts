import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { hasErrorCode, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';

const views = new Map<string, vscode.WebviewPanel>();

/**
 * Shows a page that this program has written in an editor; a page that is shown already is read again and brought to the
 * front. It runs no script, and its policy lets it load nothing.
 * @throws UserError when the page is gone
 */
export async function showPage(path: string, title: string): Promise<void> {
  const html = await readFile(path, 'utf8').catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT')) throw new UserError(t('{0} does not exist. Check the path.', path));
    throw error;
  });
  const view = views.get(path) ?? openView(path, title);
  view.webview.html = html;
  view.reveal();
}

function openView(path: string, title: string): vscode.WebviewPanel {
  const view = vscode.window.createWebviewPanel('faceswap.page', title, vscode.ViewColumn.Active, {
    enableScripts: false,
    localResourceRoots: [],
    enableFindWidget: true,
  });
  views.set(path, view);
  view.onDidDispose(() => views.delete(path));
  return view;
}
