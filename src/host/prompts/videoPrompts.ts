import * as vscode from 'vscode';
import { t } from '../../shared/l10n';
import { pickOne } from './projectPrompts';

const videoExtensions = ['mp4', 'mov', 'mkv', 'webm', 'avi', 'm4v', 'gif'];
const maxListedVideos = 200;

/**
 * Asks for videos among those in the workspace, or anywhere on the disk. Returns their paths; undefined when
 * canceled.
 */
export async function pickOrBrowseVideos(title: string, placeHolder: string): Promise<string[] | undefined> {
  const found = await findVideos();
  return found.length === 0 ? await browseVideos(title) : await pickVideos(found, title, placeHolder);
}

/** Asks in the same way, but lets the user answer with no videos. */
export async function pickOrBrowseVideosOrNone(title: string, placeHolder: string): Promise<string[] | undefined> {
  const found = await findVideos();
  if (found.length > 0) return await pickVideos(found, title, placeHolder);
  const later = { label: t('Later'), detail: t('You can also drop videos on the person in the tree.') };
  const picked = await pickOne([{ label: t('Browse…') }, later], placeHolder, title);
  return picked === later ? [] : picked && (await browseVideos(title));
}

function findVideos(): Thenable<vscode.Uri[]> {
  const pattern = `**/*.{${videoExtensions.join(',')}}`;
  return vscode.workspace.findFiles(pattern, '**/{people,swaps,node_modules}/**', maxListedVideos);
}

async function pickVideos(found: readonly vscode.Uri[], title: string, placeHolder: string) {
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
  const paths = picked?.flatMap(({ path }) => path ?? []);
  if (!picked?.includes(elsewhere)) return paths;
  const browsed = await browseVideos(title);
  return browsed && [...(paths ?? []), ...browsed];
}

async function browseVideos(title: string): Promise<string[] | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title,
    openLabel: t('Add'),
    canSelectFiles: true,
    canSelectFolders: true,
    canSelectMany: true,
    filters: { [t('Videos')]: videoExtensions, [t('All files')]: ['*'] },
  });
  return chosen?.map(({ fsPath }) => fsPath);
}
