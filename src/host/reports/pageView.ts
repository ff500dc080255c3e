import * as vscode from 'vscode';
import { readRegularText } from '../../files/regularFile';
import { pagePolicy, pageStart } from '../../reports/pageStart';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';

const views = new Map<string, vscode.WebviewPanel>();

/** A page with its pictures has less. */
const maxPageBytes = 64 * 2 ** 20;

/**
 * Shows a page that this program has written in an editor; a page that is shown already is read again and brought to the
 * front. It runs no script, and may load nothing, whoever has changed the file since.
 * @throws UserError when the page is gone, or is none of this program's
 */
export async function showPage(path: string, title: string): Promise<void> {
  const html = await readRegularText(path, maxPageBytes, { isNamed: true });
  if (!html.startsWith(pageStart))
    throw new UserError(t('{0} is no report of this program. Make the report again.', path));
  const view = views.get(path) ?? openView(path, title);
  view.webview.html = `${pageStart}${pagePolicy}${html.slice(pageStart.length)}`;
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
