import { dirname } from 'node:path';
import { moveToTrash, restoreFromTrash } from '../../files/trash';

/**
 * Moves the journals of ended jobs to the trash of the folder that they are in. Returns how to put them back.
 * @throws UserError when one cannot be moved
 */
export async function removeJobFolders(folders: readonly string[]): Promise<() => Promise<void>> {
  const removed: { readonly root: string; readonly paths: readonly string[]; readonly trash: string }[] = [];
  for (const root of new Set(folders.map(dirname))) {
    const paths = folders.filter((folder) => dirname(folder) === root);
    removed.push({ root, paths, trash: await moveToTrash(root, paths) });
  }
  return async () => {
    for (const { root, paths, trash } of removed) await restoreFromTrash(root, paths, trash);
  };
}
