import { readdir } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';
import { explainFileError } from '../../files/atomicFile';
import { trashFolderName } from '../../files/trash';
import { hasErrorCode, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';

/** Within a folder of faces: what a review keeps there. */
export const reviewFolderName = '.review';

/** More would not fit into what a window can show; a film of two hours has 200,000 frames. */
const maxFaces = 500_000;

/**
 * The face PNGs below `root`, relative to it with slashes: those in the folder itself, in its subfolders and in its
 * trash, each by name. Hidden files and folders are left out.
 * @throws UserError when there is no such folder, or it holds too many
 */
export async function listFacePaths(root: string): Promise<string[]> {
  const paths = await listPngs(root, '');
  const trashed = await listPngs(join(root, trashFolderName), trashFolderName);
  if (paths.length + trashed.length > maxFaces)
    throw new UserError(t('{0} contains more than {1} faces. Review a part of them at a time.', root, maxFaces));
  return [...paths, ...trashed];
}

async function listPngs(folder: string, prefix: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (prefix !== '' && hasErrorCode(error, 'ENOENT')) return [];
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR'))
      throw new UserError(t('{0} is not a folder. Choose the folder with the faces.', folder));
    throw explainFileError(error, folder);
  });
  const paths: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isFile() && /\.png$/i.test(entry.name)) paths.push(path);
    if (entry.isDirectory()) paths.push(...(await listPngs(join(folder, entry.name), path)));
  }
  return paths;
}

export function isTrashed(path: string): boolean {
  return path.startsWith(`${trashFolderName}/`);
}

/** The folder of a face as the review names its cluster; of a removed one, where it was before. */
export function getClusterNameFromPath(path: string): string {
  const parts = path.split('/');
  return (isTrashed(path) ? parts.slice(2, -1) : parts.slice(0, -1)).join('/');
}

/** Clusters in the order in which sorting numbers them; faces that lie in none first, those of nobody last. */
export function sortClusterNames(names: Iterable<string>, last: string): string[] {
  const rank = (name: string) => (name === '' ? 0 : name === last ? 2 : 1);
  return [...names].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true }));
}

/** A path with slashes below `root`, as this system writes it. */
export function resolveFacePath(root: string, path: string): string {
  return join(root, ...path.split(posix.sep));
}

/** A relative path of this system with slashes. */
export function convertToSlashes(path: string): string {
  return path.split(sep).join(posix.sep);
}
