import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { hasErrorCode } from '../shared/errors';
import { explainFileError } from './atomicFile';
import { findFreePath } from './freePath';
import { formatTimestamp } from './timestamp';

/** The subfolder of a faceset for files that this program removes. Only the user empties it. */
export const trashFolderName = '.trash';

/**
 * Moves files below `root` into `<root>/.trash/<timestamp>/` and keeps their subfolders; ignores files that do not exist.
 * @returns the folder in the trash
 * @throws UserError when the folder cannot be written
 */
export async function moveToTrash(root: string, paths: readonly string[], now = new Date()): Promise<string> {
  const trash = findFreePath(join(root, trashFolderName, formatTimestamp(now)), { hasExtension: false });
  for (const path of paths) {
    const inside = relative(root, path);
    const target = join(trash, inside.startsWith('..') || isAbsolute(inside) ? basename(path) : inside);
    try {
      await mkdir(dirname(target), { recursive: true });
      await rename(path, target);
    } catch (error) {
      if (!hasErrorCode(error, 'ENOENT')) throw explainFileError(error, path);
    }
  }
  return trash;
}
