import * as vscode from 'vscode';
import { t } from '../../shared/l10n';
import { type Answer, askChoice, askChoices, back, dropBack, onlyQuestion, type WizardPlace } from './wizard';

const videoExtensions = ['mp4', 'mov', 'mkv', 'webm', 'avi', 'm4v', 'gif'];
const maxListedVideos = 200;

/**
 * Asks for videos among those in the workspace, or anywhere on the disk. Returns their paths; undefined when
 * canceled.
 */
export async function pickOrBrowseVideos(title: string, placeholder: string): Promise<string[] | undefined> {
  const found = await findVideos();
  if (found.length === 0) return await browseVideos(title);
  return dropBack(await askAmongVideos(onlyQuestion(title), found, placeholder, false));
}

/** Asks for videos as a step of a wizard; none is an answer, too. */
export async function askVideosOrNone(place: WizardPlace, placeholder: string): Promise<Answer<string[]>> {
  const found = await findVideos();
  return found.length > 0
    ? await askAmongVideos(place, found, placeholder, true)
    : await askToBrowse(place, placeholder);
}

/** Asks for one video among those in the workspace, or anywhere on the disk, as a step of a wizard. */
export async function askVideo(place: WizardPlace, placeholder: string): Promise<Answer<string>> {
  const elsewhere = createBrowseEntry();
  const items = [...listVideoEntries(await findVideos()), elsewhere];
  for (;;) {
    const picked = await askChoice(place, { items, placeholder });
    if (picked === undefined || picked === back) return picked;
    if (picked.path !== undefined) return picked.path;
    const [path] = (await browseVideos(place.title, false)) ?? [];
    if (path !== undefined) return path;
  }
}

async function askAmongVideos(
  place: WizardPlace,
  found: readonly vscode.Uri[],
  placeholder: string,
  isOptional: boolean,
): Promise<Answer<string[]>> {
  const elsewhere = createBrowseEntry();
  const items = [...listVideoEntries(found), elsewhere];
  for (;;) {
    const picked = await askChoices(place, { items, placeholder, isOptional });
    if (picked === undefined || picked === back) return picked;
    const paths = picked.flatMap(({ path }) => path ?? []);
    if (!picked.includes(elsewhere)) return paths;
    const browsed = await browseVideos(place.title);
    if (browsed) return [...paths, ...browsed];
  }
}

/** Asks for videos where the workspace has none: the user finds them on the disk, now or later. */
async function askToBrowse(place: WizardPlace, placeholder: string): Promise<Answer<string[]>> {
  const later = { label: t('Later'), detail: t('You can also drop videos on the person in the tree.') };
  for (;;) {
    const picked = await askChoice(place, { items: [{ label: t('Browse…') }, later], placeholder });
    if (picked === undefined || picked === back) return picked;
    if (picked === later) return [];
    const browsed = await browseVideos(place.title);
    if (browsed) return browsed;
  }
}

interface VideoEntry extends vscode.QuickPickItem {
  /** Absent where the user is to find videos elsewhere. */
  readonly path?: string;
}

function createBrowseEntry(): VideoEntry {
  return { label: t('Browse…'), alwaysShow: true };
}

function listVideoEntries(found: readonly vscode.Uri[]): VideoEntry[] {
  return found
    .map(({ fsPath }) => ({ label: vscode.workspace.asRelativePath(fsPath), path: fsPath }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

function findVideos(): Thenable<vscode.Uri[]> {
  const pattern = `**/*.{${videoExtensions.join(',')}}`;
  return vscode.workspace.findFiles(pattern, '**/{people,swaps,node_modules}/**', maxListedVideos);
}

async function browseVideos(title: string, canSelectMany = true): Promise<string[] | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title,
    openLabel: t('Add'),
    canSelectFiles: true,
    canSelectFolders: true,
    canSelectMany,
    filters: { [t('Videos')]: videoExtensions, [t('All files')]: ['*'] },
  });
  return chosen?.map(({ fsPath }) => fsPath);
}
