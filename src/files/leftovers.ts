import type { Dirent } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isAbandonedName, isTemporaryName } from './atomicFile';

// A killed process leaves half written files. Their names say whose they are, and so they are found wherever they lie.

/** A folder of pictures may lie inside of anything: what is deeper or beyond is left for a command that works there. */
const maxDepth = 5;
const maxEntries = 500_000;

/**
 * Removes the half written files in `folder` and below. The caller holds the lock of the folder, so nobody writes there
 * except those who need no lock for it.
 */
export async function sweepFolder(folder: string): Promise<void> {
  await sweep(folder, (path) => isTemporaryName(basename(path)), maxDepth, { left: maxEntries });
}

/** Removes those half written files in `folder` whose processes have ended. Others may write there meanwhile. */
export async function sweepAbandoned(folder: string, depth = 1): Promise<void> {
  await sweep(folder, isAbandoned, depth, { left: maxEntries });
}

/** How long a file of a process on another machine may stay as it is before nobody writes it any more. */
const foreignAgeMs = 7 * 24 * 3_600_000;

/** Returns whether a temporary file is left by a process that has ended, perhaps on another machine. */
export async function isAbandoned(path: string): Promise<boolean> {
  const isLeft = isAbandonedName(basename(path));
  if (isLeft !== undefined) return isLeft;
  const found = await lstat(path).catch(() => undefined); // gone
  return found !== undefined && Math.abs(Date.now() - found.mtimeMs) > foreignAgeMs;
}

type Budget = { left: number };

async function sweep(
  folder: string,
  isLeftover: (path: string) => boolean | Promise<boolean>,
  depth: number,
  budget: Budget,
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []); // not there yet, or no folder
  budget.left -= entries.length;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (await isLeftover(path))
      await rm(path, { recursive: true, force: true }).catch(() => undefined); // the next time
    else if (entry.isDirectory() && depth > 1 && budget.left > 0) await sweep(path, isLeftover, depth - 1, budget);
  }
}
