import * as vscode from 'vscode';
import { videoExtensions } from '../../media/videoFormat';
import { formatNumber } from '../../shared/jobText';
import { t } from '../../shared/l10n';
import { type Answer, askChoice, askChoices, back, dropBack, onlyQuestion, type WizardPlace } from './wizard';

/** More than a list can show quickly; where there are more, the list says so. */
const maxListedVideos = 5000;
/** Far more files with these are TypeScript than videos: such videos are found by "Browse…". */
const scriptExtensions: ReadonlySet<string> = new Set(['ts', 'mts']);
const extensions = videoExtensions.map((extension) => extension.slice(1));

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
  const entries = found
    .map(({ fsPath }) => ({ label: vscode.workspace.asRelativePath(fsPath), path: fsPath }))
    .sort((a, b) => a.label.localeCompare(b.label));
  if (entries.length <= maxListedVideos) return entries;
  const more = t('{0} more videos are not listed: use "Browse…".', formatNumber(entries.length - maxListedVideos));
  return [...entries.slice(0, maxListedVideos), { label: more, kind: vscode.QuickPickItemKind.Separator }];
}

/** Finds the videos of the workspace in the order of their paths, also those with capital extensions, as cameras write. */
async function findVideos(): Promise<vscode.Uri[]> {
  const ignoreCase = (letter: string) => (/[a-z]/.test(letter) ? `[${letter}${letter.toUpperCase()}]` : letter);
  const searched = extensions.filter((extension) => !scriptExtensions.has(extension));
  const pattern = `**/*.{${searched.map((extension) => [...extension].map(ignoreCase).join('')).join(',')}}`;
  return await vscode.workspace.findFiles(pattern, '**/{people,swaps,node_modules,.trash,.faceswap}/**');
}

async function browseVideos(title: string, canSelectMany = true): Promise<string[] | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title,
    openLabel: t('Add'),
    canSelectFiles: true,
    canSelectFolders: true,
    canSelectMany,
    filters: { [t('Videos')]: extensions, [t('All files')]: ['*'] },
  });
  return chosen?.map(({ fsPath }) => fsPath);
}
