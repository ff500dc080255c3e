import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { getNameOfFinal, isTemporaryNameFor } from '../files/atomicFile';
import { isAbandoned, sweepAbandoned, sweepFolder } from '../files/leftovers';
import { resolveCacheFolder, resolveStateFolder } from '../files/userFolders';
import { findProject } from './jobPlaces';

// Every place where a killed command can leave something half written: in and beside what it writes, beside its locks, in the
// folders of a project, and in the user's state folder and cache. Journals are swept where they are created (jobs/journal/oldJobs.ts).

/** The cache and its folders; the thousands of samples below are swept where they are used (training/data/diskCacheSpace.ts). */
const cacheDepth = 2;

/** The folders of a project in which jobs write. */
const jobFolders = ['people', 'models', 'swaps'];

/**
 * Removes what killed commands have left half written at `paths`, and in the project to which they belong.
 * @param locks the locks of these paths, which the caller holds
 */
export async function sweepLeftovers(paths: readonly string[], locks: readonly string[]): Promise<void> {
  const projects = new Set(paths.map(findProject).filter((project) => project !== undefined));
  for (const project of projects) await sweepProject(project);
  for (const path of paths) {
    await sweepFolder(path);
    await sweepBeside(path);
  }
  for (const lock of locks) await sweepLock(lock);
  await sweepAbandoned(resolveStateFolder());
  await sweepAbandoned(resolveCacheFolder(), cacheDepth);
}

/** Removes what killed processes have left in the folders of a project; it needs no lock. */
export async function sweepProject(project: string): Promise<void> {
  for (const folder of [project, join(project, '.faceswap'), join(project, '.vscode')]) await sweepAbandoned(folder);
  for (const name of jobFolders) await sweepAbandoned(join(project, name), 5);
}

/** Other commands may write into the same folder under other locks: only what is named after `path` is this command's. */
async function sweepBeside(path: string): Promise<void> {
  const folder = dirname(path);
  const stem = basename(path, extname(path));
  const preview = join(folder, `${stem}.preview.png`);
  for (const name of await readdir(folder).catch(() => [])) {
    const isCompanion = isTemporaryNameFor(name, preview) || getNameOfFinal(name).startsWith(`${stem}_bk_`);
    if (isTemporaryNameFor(name, path) || (isCompanion && (await isAbandoned(join(folder, name)))))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

/**
 * Removes what is left of attempts to take a lock that the caller holds: guards of stale locks (see files/lock.ts), which
 * protect nothing once the lock is held again, and parts of its file. A process that still runs may have left one; one that
 * tries just now tries again.
 */
async function sweepLock(lock: string): Promise<void> {
  const folder = dirname(lock);
  for (const name of await readdir(folder).catch(() => [])) {
    const isGuard = name.startsWith(`${basename(lock)}.`) && /\.[0-9a-f-]{36}$/.test(name);
    if (isGuard || isTemporaryNameFor(name, lock)) await rm(join(folder, name), { force: true });
  }
}
