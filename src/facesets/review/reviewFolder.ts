import { readdir } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';
import { ConcurrencyLimit } from '../../files/concurrencyLimit';
import { explainFileError } from '../../files/systemErrors';
import { trashFolderName } from '../../files/trash';
import { hasErrorCode, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { readFaceHeader } from '../facePng';
import type { FrameFace } from './alignmentsChange';

/** The subfolder of a faceset with the files of its review. */
export const reviewFolderName = '.review';

/** More would be too many for the panel; a film of two hours has 200,000 frames. */
const maxFaces = 500_000;

/**
 * Lists the face PNGs in `root`, its subfolders and its trash, sorted by name, relative to `root` with slashes. Ignores
 * hidden files and folders.
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

/** Returns the name of a face's cluster: its folder, or for a removed face its former folder. */
export function getClusterNameFromPath(path: string): string {
  const parts = path.split('/');
  return (isTrashed(path) ? parts.slice(2, -1) : parts.slice(0, -1)).join('/');
}

/** Sorts cluster names as sorting numbers them: faces without a folder first, the cluster `last` last. */
export function sortClusterNames(names: Iterable<string>, last: string): string[] {
  const rank = (name: string) => (name === '' ? 0 : name === last ? 2 : 1);
  return [...names].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true }));
}

/** Returns the path on disk of a path with slashes below `root`. */
export function resolveFacePath(root: string, path: string): string {
  return join(root, ...path.split(posix.sep));
}

/** Converts the separators of a path to slashes. */
export function convertToSlashes(path: string): string {
  return path.split(sep).join(posix.sep);
}

/** Headers read at once. */
export const headerConcurrency = 16;

/** Reads frame and number of each of `faces` from its header; omits faces without a valid header, which no alignments have. */
export async function readFaceFrames(
  { root, paths }: { readonly root: string; readonly paths: readonly string[] },
  faces: readonly number[],
  onProgress: (done: number) => void = () => undefined,
): Promise<Map<number, FrameFace>> {
  const frames = new Map<number, FrameFace>();
  const tasks = new ConcurrencyLimit(headerConcurrency);
  let done = 0;
  const read = async (face: number) => {
    try {
      const { source } = await readFaceHeader(resolveFacePath(root, paths[face]!));
      frames.set(face, { frame: source.sourceFilename, index: source.faceIndex });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
    onProgress(++done);
  };
  for (const face of faces) await tasks.add(read(face));
  await tasks.drain();
  return frames;
}
