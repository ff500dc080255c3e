import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, lstat, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { createTemporaryPath } from './atomicFile';
import { createFolder } from './createFolder';
import { isRunning, type ProcessIdentity, readProcessIdentity } from './processIdentity';
import { readRegularText } from './regularFile';
import { setAside } from './setAside';
import { UnfitFileError } from './storedPath';
import { explainFileError } from './systemErrors';

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

/** Receives a sentence about a lock that could not be right and was set aside. */
type Warn = (message: string) => void;

/**
 * Takes the lock file at `path` for this process, also from a process that was killed.
 * @throws LockHeldError that names the holder, when another process holds the lock.
 */
export async function acquireLock(path: string, command: string, warn: Warn = () => undefined): Promise<Lock> {
  const mine: LockHolder = {
    ...(await readProcessIdentity(process.pid)),
    command,
    since: new Date().toISOString(),
    token: randomUUID(),
  };
  try {
    await createFolder(dirname(path));
    await takeLock(path, mine, warn);
  } catch (error) {
    throw explainFileError(error, path);
  }
  return { path, release: () => releaseLock(path, mine) };
}

/** Takes all locks or none. Callers that need the same locks must pass them in the same order. */
export async function acquireLocks(
  paths: readonly string[],
  command: string,
  warn: Warn = () => undefined,
): Promise<() => Promise<void>> {
  const taken: Lock[] = [];
  const release = async () => {
    for (const lock of taken) await lock.release();
  };
  try {
    for (const path of paths) taken.push(await acquireLock(path, command, warn));
  } catch (error) {
    await release();
    throw error;
  }
  return release;
}

/** Returns whether a running process holds the lock at `path`; a process on another machine is assumed to run. */
export async function isLockHeld(path: string): Promise<boolean> {
  const holder = await readHolder(path);
  return holder !== undefined && holder !== 'damaged' && (await isRunning(holder)) !== false;
}

/** Removes the lock of a process that was killed, for those who take it only when they write. */
export async function releaseStaleLock(path: string): Promise<void> {
  const holder = await readHolder(path).catch(() => undefined); // who takes it says so
  if (holder === undefined || holder === 'damaged' || (await isRunning(holder)) !== false) return;
  const lock = await acquireLock(path, holder.command).catch(() => undefined); // another one was faster
  await lock?.release();
}

/** Returns the path of the guard that a process must hold to remove a lock: one guard for each stale lock. */
const getGuardPath = (path: string, token: string) => `${path}.${token}`;

/** In the name of the guard for a lock without a token. */
const noToken = '00000000-0000-0000-0000-000000000000';

/** A lock that is not whole may be being written, where files appear before their content. */
const damagedAttempts = 5;
const damagedPauseMs = 100;
/** Tries after which a lock that is neither there nor can be made is given up: some folders, as /proc, take no files. */
const lostAttempts = 1000;

async function takeLock(path: string, mine: LockHolder, warn: Warn): Promise<void> {
  for (let [damaged, lost] = [0, 0]; !(await createLockFile(path, mine)); ) {
    const holder = await readHolder(path);
    if (holder === undefined) {
      if (++lost < lostAttempts) continue; // released in the meantime
      throw new UserError(t('No file can be created in {0}. Choose another folder.', dirname(path)));
    }
    if (holder === 'damaged') {
      damaged += 1;
      if (damaged < damagedAttempts) await pause(damagedPauseMs);
      else await removeDamaged(path, mine, warn);
      continue;
    }
    if ((await isRunning(holder)) !== false) throw createHeldError(path, holder);
    await removeStale(path, holder, mine, warn);
  }
}

/** Sets aside what is no lock: a damaged file, a folder, a link. Nobody can say who holds it. */
async function removeDamaged(path: string, mine: LockHolder, warn: Warn): Promise<void> {
  const guard = getGuardPath(path, noToken);
  await takeLock(guard, mine, warn);
  try {
    if ((await readHolder(path)) === 'damaged') warn(await setAside(path, t('it names no process')));
  } finally {
    await rm(guard, { force: true });
  }
}

/**
 * Removes the lock of a killed process. Several processes may see it at once, and one of them may already have replaced it
 * with its own lock. Only the process with the guard removes it, after it has compared the token.
 */
async function removeStale(path: string, stale: LockHolder, mine: LockHolder, warn: Warn): Promise<void> {
  const guard = getGuardPath(path, stale.token);
  await takeLock(guard, mine, warn);
  try {
    if (hasToken(await readHolder(path), stale)) await rm(path);
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
    if (hasErrorCode(error, 'ENOENT') && existsSync(dirname(path))) return false; // swept away: try again
    if (!hasErrorCode(error, 'EPERM', 'ENOTSUP', 'ENOSYS')) throw error;
    return await createWithoutLinks(path, holder);
  } finally {
    // The lock is taken or not: a failure here must not tell the caller otherwise. Who holds the lock sweeps what is left.
    await rm(temporary, { force: true }).catch(() => undefined);
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
  if (hasToken(holder, mine)) await rm(path, { force: true });
}

const hasToken = (found: LockHolder | 'damaged' | undefined, holder: LockHolder) =>
  found !== undefined && found !== 'damaged' && found.token === holder.token;

const maxLockBytes = 1 << 16;

/** Returns who holds the lock; undefined when there is none, and `damaged` for anything that is no lock. */
async function readHolder(path: string): Promise<LockHolder | 'damaged' | undefined> {
  try {
    if (!(await lstat(path)).isFile()) return 'damaged'; // also a link: to nothing it would look like no lock
    const holder = v.safeParse(holderSchema, await readRegularText(path, maxLockBytes));
    return holder.success ? holder.output : 'damaged';
  } catch (error) {
    if (error instanceof UnfitFileError) return 'damaged';
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
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
