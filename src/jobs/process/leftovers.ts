import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isTemporaryName } from '../../files/atomicFile';

/** Removes what a killed job had half written at `paths`; to be called by the one who has the lock there. */
export async function removeLeftovers(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const beside = (await listTemporaryFiles(dirname(path))).filter((file) => file.endsWith(`.part-${basename(path)}`));
    const inside = await listTemporaryFiles(path);
    for (const file of [...beside, ...inside]) await rm(file, { recursive: true, force: true });
  }
}

async function listTemporaryFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []); // not there yet, or no folder
  return names.filter(isTemporaryName).map((name) => join(folder, name));
}
