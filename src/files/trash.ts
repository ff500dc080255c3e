import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { hasCode } from '../shared/errors';
import { asUserError } from './atomicFile';
import { timestamp } from './timestamp';

/** The folder, beside the faces, for what this program takes away. Nothing empties it but the user. */
export const trashName = '.trash';

/**
 * Moves files below `root` into `<root>/.trash/<timestamp>/`, in the folders they had; what is gone already is passed over.
 * @returns where they are now
 * @throws UserError when the folder cannot be written
 */
export async function moveToTrash(root: string, paths: readonly string[], now = new Date()): Promise<string> {
  const trash = freeFolder(join(root, trashName, timestamp(now)));
  for (const path of paths) {
    const inside = relative(root, path);
    const target = join(trash, inside.startsWith('..') || isAbsolute(inside) ? basename(path) : inside);
    try {
      await mkdir(dirname(target), { recursive: true });
      await rename(path, target);
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw asUserError(error, path);
    }
  }
  return trash;
}

function freeFolder(path: string): string {
  let free = path;
  for (let i = 2; existsSync(free); i++) free = `${path} (${i})`;
  return free;
}
