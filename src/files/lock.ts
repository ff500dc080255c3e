import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { createTemporaryPath, explainFileError } from './atomicFile';
import { isRunning, type ProcessIdentity, readProcessIdentity } from './processIdentity';

/** The process that holds a lock: the content of the lock file. */
export interface LockHolder extends ProcessIdentity {
  /** The command that the process runs: `faceswap extract`. */
  readonly command: string;
  /** ISO 8601. */
  readonly since: string;
  /** Unique for each time that a lock is taken. */
  readonly token: string;
}

/** Another process holds the lock and will release it. */
export class LockHeldError extends UserError {}

export interface Lock {
  readonly path: string;
  release(): Promise<void>;
}

/**
 * Takes the lock file at `path` for this process, also from a process that was killed.
 * @throws LockHeldError that names the holder, when another process holds the lock.
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

/** Takes all locks or none. Callers that need the same locks must pass them in the same order. */
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

/** Returns whether a running process holds the lock at `path`; a process on another machine is assumed to run. */
export async function isLockHeld(path: string): Promise<boolean> {
  const holder = await readHolder(path);
  return holder !== undefined && (await isRunning(holder)) !== false;
}

/** Returns the path of the guard that a process must hold to remove this stale lock: one guard for each stale lock. */
const getGuardPath = (path: string, stale: LockHolder) => `${path}.${stale.token}`;

async function takeLock(path: string, mine: LockHolder): Promise<void> {
  while (!(await createLockFile(path, mine))) {
    const holder = await readHolder(path);
    if (holder === undefined) continue; // released in the meantime
    if ((await isRunning(holder)) !== false) throw createHeldError(path, holder);
    await removeStale(path, holder, mine);
  }
}

/**
 * Removes the lock of a killed process. Several processes may see it at once, and one of them may already have replaced it
 * with its own lock. Only the process with the guard removes it, after it has compared the token.
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

/** Creates the lock file with its content in one step; returns false if the file exists. */
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

/** Creates it on a file system without hard links (FAT), where a kill between two steps leaves an unreadable lock. */
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
  const holder = await readHolder(path).catch(() => undefined); // an unreadable lock belongs to someone else
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
  const holder = v.safeParse(holderSchema, text);
  if (!holder.success)
    throw new UserError(t('The lock file {0} is damaged. If no other job is running there, delete it.', path));
  return holder.output;
}

const holderSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
    startTime: v.exactOptional(v.string()),
    host: v.string(),
    command: v.string(),
    since: v.string(),
    token: v.pipe(v.string(), v.regex(/^[0-9a-f-]{36}$/)),
  }),
) satisfies v.GenericSchema<string, LockHolder>;

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
