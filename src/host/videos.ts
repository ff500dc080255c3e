import * as vscode from 'vscode';
import { t } from '../shared/l10n';

const videoExtensions = ['mp4', 'mov', 'mkv', 'webm', 'avi', 'm4v', 'gif'];
const mostListed = 200;

/** Lets the user choose among the videos of the window's folders, or anywhere on the disk; none when cancelled. */
export async function chooseVideos(title: string, placeHolder: string): Promise<string[]> {
  const found = await vscode.workspace.findFiles(
    `**/*.{${videoExtensions.join(',')}}`,
    '**/{people,swaps,node_modules}/**',
    mostListed,
  );
  if (found.length === 0) return await browse(title);
  const elsewhere = { label: t('Browse…'), alwaysShow: true, path: undefined };
  const items = found
    .map(({ fsPath }) => ({ label: vscode.workspace.asRelativePath(fsPath), path: fsPath }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const picked = await vscode.window.showQuickPick([...items, elsewhere], {
    title,
    placeHolder,
    canPickMany: true,
    ignoreFocusOut: true,
  });
  const paths = picked?.flatMap(({ path }) => path ?? []) ?? [];
  return picked?.includes(elsewhere) ? [...paths, ...(await browse(title))] : paths;
}

async function browse(title: string): Promise<string[]> {
  const chosen = await vscode.window.showOpenDialog({
    title,
    openLabel: t('Add'),
    canSelectFiles: true,
    canSelectFolders: true,
    canSelectMany: true,
    filters: { [t('Videos')]: videoExtensions, [t('All files')]: ['*'] },
  });
  return chosen?.map(({ fsPath }) => fsPath) ?? [];
}
