import { readdirSync } from 'node:fs';
import { readdir, rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePath } from '../../files/freePath';
import { isWindowsName } from '../../files/storedPath';
import { explainFileError } from '../../files/systemErrors';
import { hasErrorCode, UserError } from '../../shared/errors';
import { readFaceHeader } from '../facePng';
import { reviewFolderName } from './reviewFolder';

/** How the name of a folder begins in which faces wait for their new places. */
export const stagingPrefix = 'staging-';

/** Returns whether faces of a review wait for their new places. */
export function hasStagedFaces(root: string): boolean {
  try {
    return readdirSync(join(root, reviewFolderName)).some((name) => name.startsWith(stagingPrefix));
  } catch {
    return false; // no review yet, or not readable: whoever reads the faces says so
  }
}

/**
 * Moves faces that wait for their new places back into `root`, under the names that they were extracted with: their plan
 * was set aside, so nobody knows these places any more.
 * @throws UserError when the folder cannot be written
 */
export async function returnStagedFaces(root: string): Promise<void> {
  const review = join(root, reviewFolderName);
  const entries = await readdir(review, { withFileTypes: true }).catch(() => []); // no review yet
  for (const entry of entries) {
    if (!entry.isDirectory() || !entry.name.startsWith(stagingPrefix)) continue;
    await returnFaces(root, join(review, entry.name)).catch((error: unknown) => {
      throw explainFileError(error, root);
    });
  }
}

async function returnFaces(root: string, staging: string): Promise<void> {
  for (const name of await readdir(staging)) {
    const face = join(staging, name);
    await rename(face, findFreePath(join(root, (await readOriginalName(face)) ?? name)));
  }
  await rmdir(staging).catch((error: unknown) => {
    if (!hasErrorCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  });
}

/** Returns the file name that a face was extracted with; undefined where its header tells no plain name. */
async function readOriginalName(face: string): Promise<string | undefined> {
  try {
    const name = (await readFaceHeader(face)).source.originalFilename;
    return /^[^./\\][^/\\\0]*\.png$/i.test(name) && isWindowsName(name) ? name : undefined;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
