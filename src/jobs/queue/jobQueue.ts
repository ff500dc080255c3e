import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { syncFolder } from '../../files/atomicFile';
import { createFolder } from '../../files/createFolder';
import { sweepAbandoned } from '../../files/leftovers';
import { isLockHeld } from '../../files/lock';
import { readRegularText } from '../../files/regularFile';
import { resolveRealPath } from '../../files/storedPath';
import { explainFileError } from '../../files/systemErrors';
import { resolveStateFolder } from '../../files/userFolders';
import { hasErrorCode } from '../../shared/errors';
import { readKnownRecord } from '../journal/jobFolder';
import { isJobId, sortJobIds } from '../journal/jobId';

/** A job that waits or runs on this machine. */
export interface QueueEntry {
  readonly id: string;
  /** Whether it was started. */
  readonly taken: boolean;
  /** Variables to set in the environment of the job. */
  readonly environment: Readonly<Record<string, string>>;
}

/** An entry holds the environment of a job. */
const maxEntryBytes = 1 << 24;

const entrySchema = v.strictObject({ environment: v.record(v.string(), v.string()) });

/**
 * The queue of the jobs whose folders are in one `root`, in the order in which they were added. It is stored in the state
 * folder of the user and not in the project, so that no project from elsewhere can make a job run.
 */
export class JobQueue {
  readonly root: string;
  readonly #folder: string;

  constructor(root: string) {
    this.root = resolveRealPath(root);
    const name = createHash('sha256').update(`${hostname()}\n${this.root}`).digest('hex').slice(0, 16);
    this.#folder = join(resolveStateFolder(), 'queues', name);
  }

  /** The path of the lock that the process holds that runs the queue. */
  get lockPath(): string {
    return join(this.#folder, 'lock');
  }

  get logPath(): string {
    return join(this.#folder, 'log');
  }

  /** @throws UserError when the entry cannot be written */
  async add(id: string, environment: QueueEntry['environment']): Promise<void> {
    try {
      await createFolder(this.#folder, 0o700);
    } catch (error) {
      throw explainFileError(error, this.#folder);
    }
    await this.#forgetRemovedJobs();
    try {
      await writeFile(this.#getUnreportedPath(id), '');
      // Not by a temporary name: the name of a job tells whose it is.
      await writeFile(this.#getUnfinishedPath(id), JSON.stringify({ environment }), { flush: true });
      await rename(this.#getUnfinishedPath(id), this.#getWaitingPath(id));
      await syncFolder(this.#folder);
    } catch (error) {
      for (const path of [this.#getUnfinishedPath(id), this.#getUnreportedPath(id)])
        await rm(path, { force: true }).catch(() => undefined); // the first error matters more
      throw explainFileError(error, this.#getWaitingPath(id));
    }
  }

  /** Returns the jobs that wait and the one that runs, the next one first. */
  async listEntries(): Promise<QueueEntry[]> {
    const names = await this.#listNames();
    const kinds = new Map(names.map((name) => name.split('.') as [string, string]).filter(isEntryName));
    const entries: QueueEntry[] = [];
    for (const id of sortJobIds([...kinds.keys()])) {
      const kind = kinds.get(id)!;
      const content = await this.#readEntry(`${id}.${kind}`);
      if (content) entries.push({ id, taken: kind === 'taken', ...content });
    }
    return entries;
  }

  /** Marks a job as started; returns false when it was withdrawn just now. */
  async take(id: string): Promise<boolean> {
    return await changeIfPresent(() => rename(this.#getWaitingPath(id), this.#getTakenPath(id)));
  }

  /** Removes a job that was not started yet; returns whether it was removed. */
  async withdraw(id: string): Promise<boolean> {
    return await changeIfPresent(() => unlink(this.#getWaitingPath(id)));
  }

  /** Removes a job that has ended. */
  async remove(id: string): Promise<void> {
    for (const path of [this.#getWaitingPath(id), this.#getTakenPath(id)]) await rm(path, { force: true });
  }

  /** Returns the ids of the jobs whose end was not reported to the user yet. */
  async listUnreported(): Promise<Set<string>> {
    const names = await this.#listNames();
    return new Set(names.filter((name) => name.endsWith('.untold')).map((name) => name.split('.')[0]!));
  }

  /** Returns true to the first caller only: of several windows one reports the end of a job. */
  async claimReport(id: string): Promise<boolean> {
    return await changeIfPresent(() => unlink(this.#getUnreportedPath(id)));
  }

  /** Removes what processes have left that were killed, once they run no more. */
  async removeLeftovers(): Promise<void> {
    await sweepAbandoned(this.#folder);
  }

  /** Forgets jobs whose journals were removed: their unreported ends, and requests that a kill has cut. */
  async #forgetRemovedJobs(): Promise<void> {
    for (const name of await this.#listNames()) {
      const [id = '', kind = ''] = name.split('.');
      if ((kind === 'untold' || kind === 'unfinished') && !existsSync(join(this.root, id)))
        await rm(join(this.#folder, name), { force: true });
    }
  }

  async #listNames(): Promise<string[]> {
    return await readdir(this.#folder).catch(() => []); // nothing was queued yet
  }

  async #readEntry(name: string): Promise<Pick<QueueEntry, 'environment'> | undefined> {
    const text = await readRegularText(join(this.#folder, name), maxEntryBytes).catch((error: unknown) => {
      if (hasErrorCode(error, 'ENOENT')) return undefined; // started or withdrawn in the meantime
      return ''; // its name says which job is to run
    });
    if (text === undefined) return undefined;
    const entry = v.safeParse(v.pipe(v.string(), v.parseJson(), entrySchema), text);
    return entry.success ? entry.output : { environment: {} }; // damaged, or written by another version
  }

  readonly #getWaitingPath = (id: string) => join(this.#folder, `${id}.waiting`);
  readonly #getUnfinishedPath = (id: string) => join(this.#folder, `${id}.unfinished`);
  readonly #getTakenPath = (id: string) => join(this.#folder, `${id}.taken`);
  readonly #getUnreportedPath = (id: string) => join(this.#folder, `${id}.untold`);
}

function isEntryName([id, kind]: readonly [string, string]): boolean {
  return isJobId(id) && (kind === 'waiting' || kind === 'taken');
}

/** Returns the ids of the jobs that wait in `root` while no process runs the queue, as after a restart of the machine. */
export async function listStalledJobs(root: string): Promise<string[]> {
  const queue = new JobQueue(root);
  const waiting: string[] = [];
  for (const { id, taken } of await queue.listEntries()) if (!taken || !(await hasBegun(root, id))) waiting.push(id);
  return waiting.length > 0 && !(await isLockHeld(queue.lockPath)) ? waiting : [];
}

async function hasBegun(root: string, id: string): Promise<boolean> {
  const record = await readKnownRecord(root, id);
  return record?.startedAt !== undefined || record?.result !== undefined;
}

/** Makes a change to a file; returns false where there is no such file. */
async function changeIfPresent(change: () => Promise<void>): Promise<boolean> {
  try {
    await change();
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return false;
    throw error;
  }
}
