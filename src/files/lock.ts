import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { createTemporaryPath, explainFileError } from './atomicFile';
import { isRunning, type ProcessIdentity, readProcessIdentity } from './processIdentity';

/** Who holds a lock, as its file says. */
export interface LockHolder extends ProcessIdentity {
  /** What the holder does: `faceswap extract`. */
  readonly command: string;
  /** ISO 8601. */
  readonly since: string;
  /** Tells this holding of the lock from every other. */
  readonly token: string;
}

/** Somebody else has the lock, and will let go of it. */
export class LockHeldError extends UserError {}

export interface Lock {
  readonly path: string;
  release(): Promise<void>;
}

/**
 * Takes the lock file at `path` for this process. A lock whose holder was killed is taken over.
 * @throws LockHeldError naming the holder, when another process has it.
 */
export async function acquireLock(path: string, command: string): Promise<Lock> {
  const mine: LockHolder = {
    ...(await readProcessIdentity(process.pid)),
    command,
    since: new Date().toISOString(),
    token: randomUUID(),
  };
  try {
    await mkdir(dirname(path), { recursive: true });
    await takeLock(path, mine);
  } catch (error) {
    throw explainFileError(error, path);
  }
  return { path, release: () => releaseLock(path, mine) };
}

/** Takes all of `paths` or none; jobs that need the same locks ask for them in the same order. */
export async function acquireLocks(paths: readonly string[], command: string): Promise<() => Promise<void>> {
  const taken: Lock[] = [];
  const release = async () => {
    for (const lock of taken) await lock.release();
  };
  try {
    for (const path of paths) taken.push(await acquireLock(path, command));
  } catch (error) {
    await release();
    throw error;
  }
  return release;
}

/** Whether a process that runs has the lock at `path`; on another machine it is believed to. */
export async function isLockHeld(path: string): Promise<boolean> {
  const holder = await readHolder(path);
  return holder !== undefined && (await isRunning(holder)) !== false;
}

/** The lock of a second process that finds the first one ended in the middle of taking a lock over: one guard each. */
const getGuardPath = (path: string, stale: LockHolder) => `${path}.${stale.token}`;

async function takeLock(path: string, mine: LockHolder): Promise<void> {
  while (!(await createLockFile(path, mine))) {
    const holder = await readHolder(path);
    if (holder === undefined) continue; // released in between
    if ((await isRunning(holder)) !== false) throw createHeldError(path, holder);
    await removeStale(path, holder, mine);
  }
}

/**
 * Removes the lock that a killed process left. Of several who see it at once only the one who has the guard may, since
 * another could already have removed it and taken the lock anew; no later lock ever has the same token, thus guard.
 */
async function removeStale(path: string, stale: LockHolder, mine: LockHolder): Promise<void> {
  const guard = getGuardPath(path, stale);
  await takeLock(guard, mine);
  try {
    if ((await readHolder(path))?.token === stale.token) await rm(path);
  } finally {
    await rm(guard, { force: true });
  }
}

/** Makes the lock file with its content in one step, or returns false where there is one. */
async function createLockFile(path: string, holder: LockHolder): Promise<boolean> {
  const temporary = createTemporaryPath(path);
  try {
    await writeFile(temporary, JSON.stringify(holder), { flag: 'wx' });
    await link(temporary, path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    if (!hasErrorCode(error, 'EPERM', 'ENOTSUP', 'ENOSYS')) throw error;
    return await createWithoutLinks(path, holder);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** For file systems without hard links (FAT): a kill between the two steps of `wx` leaves an unreadable lock. */
async function createWithoutLinks(path: string, holder: LockHolder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function releaseLock(path: string, mine: LockHolder): Promise<void> {
  const holder = await readHolder(path).catch(() => undefined); // a lock that cannot be read is not ours to remove
  if (holder?.token === mine.token) await rm(path, { force: true });
}

async function readHolder(path: string): Promise<LockHolder | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const holder = parseHolder(text);
  if (!holder)
    throw new UserError(t('The lock file {0} is damaged. If no other job is running there, delete it.', path));
  return holder;
}

function parseHolder(text: string): LockHolder | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // not JSON: reported as damaged by the caller
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { pid, startTime, host, command, since, token } = value as Record<string, unknown>;
  const texts = [host, command, since, token];
  if (!Number.isSafeInteger(pid) || (pid as number) <= 0 || texts.some((text) => typeof text !== 'string'))
    return undefined;
  if (startTime !== undefined && typeof startTime !== 'string') return undefined;
  return /^[0-9a-f-]{36}$/.test(token as string) ? (value as LockHolder) : undefined;
}

function createHeldError(path: string, holder: LockHolder): LockHeldError {
  const since = new Date(holder.since).toLocaleString();
  return new LockHeldError(
    t(
      'Another job is running here: {0} (process {1} on {2}, since {3}). Wait for it to finish or cancel it; if it is no longer running, delete {4}.',
      holder.command,
      holder.pid,
      holder.host,
      since,
      path,
    ),
  );
}
