import { link, rename, rmdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { createFolder } from './createFolder';
import { findFreePath, isPathTaken } from './freePath';
import { isSpelledInside, requireInside } from './storedPath';
import { explainFileError } from './systemErrors';
import { formatTimestamp } from './timestamp';

/** The subfolder of a faceset for files that this program removes. Only the user empties it. */
export const trashFolderName = '.trash';

/**
 * Keeps what is at `path`, before it is replaced, in the trash of its folder: a file by a second link, so that it is in its
 * place until then, a folder or where there are no links by moving it.
 * @returns the new path; undefined where there is nothing
 * @throws UserError when the folder cannot be written
 */
export async function keepInTrash(path: string, now = new Date()): Promise<string | undefined> {
  const folder = findFreePath(join(dirname(path), trashFolderName, formatTimestamp(now)), { hasExtension: false });
  const target = join(folder, basename(path));
  if (!isPathTaken(path)) return undefined;
  await requireInside(dirname(path), folder); // a link in its place would lead elsewhere
  try {
    await createFolder(folder);
    await link(path, target).catch(() => rename(path, target));
  } catch (error) {
    throw explainFileError(error, path);
  }
  return target;
}

/**
 * Moves files below `root` into `<root>/.trash/<timestamp>/` and keeps their subfolders; ignores files that do not exist.
 * Moves all of them or none.
 * @returns the folder in the trash
 * @throws UserError when one of them cannot be moved
 */
export async function moveToTrash(root: string, paths: readonly string[], now = new Date()): Promise<string> {
  const trash = findFreePath(join(root, trashFolderName, formatTimestamp(now)), { hasExtension: false });
  const moved: string[] = [];
  await requireInside(root, trash); // a link in its place would lead elsewhere
  for (const path of paths) {
    const target = locateInTrash(root, path, trash);
    try {
      await createFolder(dirname(target));
      await rename(path, target);
      moved.push(path);
    } catch (error) {
      if (hasErrorCode(error, 'ENOENT')) continue;
      await restoreFromTrash(root, moved, trash).catch(() => undefined); // the first error matters more
      throw explainFileError(error, path);
    }
  }
  return trash;
}

function locateInTrash(root: string, path: string, trash: string): string {
  const inside = relative(root, path);
  return join(trash, inside.startsWith('..') || isAbsolute(inside) ? basename(path) : inside);
}

/**
 * Moves files that {@link moveToTrash} has moved to `trash` back to where they were below `root`.
 * @throws UserError when something else is in the place of one of them by now; then none is moved
 */
export async function restoreFromTrash(root: string, paths: readonly string[], trash: string): Promise<void> {
  const moves = paths
    .map((path) => ({ path, from: locateInTrash(root, path, trash) }))
    .filter(({ from }) => isPathTaken(from));
  const taken = moves.find(({ path }) => isPathTaken(path));
  if (taken)
    throw new UserError(
      t(
        '{0} exists again, so the one in the trash stays there: {1}. Move one of them by hand.',
        taken.path,
        taken.from,
      ),
    );
  for (const { path, from } of moves) {
    try {
      await createFolder(dirname(path));
      await rename(from, path);
    } catch (error) {
      throw explainFileError(error, path);
    }
    await removeEmptyFolders(dirname(from), join(root, trashFolderName));
  }
}

/** Removes `folder` and those above it, up to and with `last`, as far as they are empty. */
async function removeEmptyFolders(folder: string, last: string): Promise<void> {
  if (!isSpelledInside(last, folder)) return;
  const isRemoved = await rmdir(folder).then(
    () => true,
    () => false, // it still has something
  );
  if (isRemoved) await removeEmptyFolders(dirname(folder), last);
}
