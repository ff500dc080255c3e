import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { removeOldest } from '../files/removeOldest';
import { resolveRealPath } from '../files/storedPath';
import { resolveCacheFolder } from '../files/userFolders';

/** Pictures that are kept, the newest ones. */
const maxPictures = 200;

/**
 * Returns where the picture of the first swapped frame of a result is: among the files that can be made again, because
 * beside the result it might replace a file of the user.
 */
export function getFirstFramePath(output: string): string {
  const hash = createHash('sha256').update(resolveRealPath(output)).digest('hex').slice(0, 32);
  return join(getFolder(), `${hash}.png`);
}

/** Removes the oldest pictures. */
export async function removeOldFirstFrames(): Promise<void> {
  await removeOldest(getFolder(), maxPictures);
}

function getFolder(): string {
  return join(resolveCacheFolder(), 'first-frames');
}
