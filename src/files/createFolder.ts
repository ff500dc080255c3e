import { mkdirSync, type Stats, statSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { hasErrorCode } from '../shared/errors';

// Node's own way to create a folder and those above it tries for ever where the system says of a folder that is there that it
// is missing, as below /proc.

/**
 * Creates a folder with those above it, as far as they are missing.
 * @param mode of those that are created
 * @throws the error of the system, about the first one that is no folder or cannot be created
 */
export async function createFolder(path: string, mode = 0o777): Promise<void> {
  const missing: string[] = [];
  let folder = resolve(path);
  while (!(await stat(folder).catch(ignoreMissing)) && folder !== dirname(folder)) {
    missing.unshift(folder);
    folder = dirname(folder);
  }
  // The first one is there, and is made again to hear from the system whether it is a folder.
  for (const each of [folder, ...missing])
    await mkdir(each, mode).catch(async (error: unknown) => {
      if (!(await stat(each).catch(ignoreMissing))?.isDirectory()) throw error;
    });
}

/** The same for those who cannot wait. */
export function createFolderNow(path: string): void {
  const missing: string[] = [];
  let folder = resolve(path);
  while (!findNow(folder) && folder !== dirname(folder)) {
    missing.unshift(folder);
    folder = dirname(folder);
  }
  for (const each of [folder, ...missing])
    try {
      mkdirSync(each);
    } catch (error) {
      if (!findNow(each)?.isDirectory()) throw error;
    }
}

function findNow(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    return ignoreMissing(error);
  }
}

/** Below a file there is nothing, either. */
function ignoreMissing(error: unknown): undefined {
  if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
  throw error;
}
