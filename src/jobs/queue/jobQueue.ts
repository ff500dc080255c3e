import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { explainFileError, writeFileAtomic } from '../../files/atomicFile';
import { resolveRealPath } from '../../files/paths';
import { resolveStateFolder } from '../../files/userFolders';
import { hasErrorCode } from '../../shared/errors';
import { isJobId } from '../journal/jobFolder';

/** A job that is to run, or runs, on this machine. */
export interface QueueEntry {
  readonly id: string;
  /** Whether it was begun. */
  readonly taken: boolean;
  /** Variables to set in the job's environment. */
  readonly environment: Readonly<Record<string, string>>;
}

const entrySchema = v.strictObject({ environment: v.record(v.string(), v.string()) });

/**
 * The queue of the jobs whose folders stand in one `root`, in the order in which they were asked for. It is kept in the
 * user's own folder and not in the project: what a project from elsewhere says is waiting does not run.
 */
export class JobQueue {
  readonly root: string;
  readonly #folder: string;

  constructor(root: string) {
    this.root = resolveRealPath(root);
    const name = createHash('sha256').update(`${hostname()}\n${this.root}`).digest('hex').slice(0, 16);
    this.#folder = join(resolveStateFolder(), 'queues', name);
  }

  /** Held by the process that works the queue off. */
  get lockPath(): string {
    return join(this.#folder, 'lock');
  }

  get logPath(): string {
    return join(this.#folder, 'log');
  }

  /** @throws UserError when the entry cannot be written. */
  async add(id: string, environment: QueueEntry['environment']): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw explainFileError(error, this.#folder);
    }
    await this.#forgetRemoved();
    await writeFileAtomic(this.#untold(id), '');
    await writeFileAtomic(this.#waiting(id), JSON.stringify({ environment }));
  }

  /** Those that wait and that which runs, the next one first. */
  async listEntries(): Promise<QueueEntry[]> {
    const names = (await this.#names()).sort();
    const entries: QueueEntry[] = [];
    for (const name of names) {
      const [id = '', kind = ''] = name.split('.');
      if (!isJobId(id) || (kind !== 'waiting' && kind !== 'taken')) continue;
      const content = await this.#read(name);
      if (content) entries.push({ id, taken: kind === 'taken', ...content });
    }
    return entries;
  }

  /** Takes an entry for its job to begin; gives false when it was withdrawn just now. */
  async take(id: string): Promise<boolean> {
    return await changeIfPresent(() => rename(this.#waiting(id), this.#taken(id)));
  }

  /** Takes a job out that has not begun; gives whether that is so. */
  async withdraw(id: string): Promise<boolean> {
    return await changeIfPresent(() => unlink(this.#waiting(id)));
  }

  /** Removes what has ended. */
  async remove(id: string): Promise<void> {
    for (const path of [this.#waiting(id), this.#taken(id)]) await rm(path, { force: true });
  }

  /** The jobs whose end nobody has told the user yet. */
  async listUnreported(): Promise<Set<string>> {
    const names = await this.#names();
    return new Set(names.filter((name) => name.endsWith('.untold')).map((name) => name.split('.')[0]!));
  }

  /** Gives true to the first who asks: of several windows one tells the end of a job. */
  async claimReport(id: string): Promise<boolean> {
    return await changeIfPresent(() => unlink(this.#untold(id)));
  }

  /** An end that nobody was told goes with the journal. */
  async #forgetRemoved(): Promise<void> {
    for (const id of await this.listUnreported()) if (!existsSync(join(this.root, id))) await this.claimReport(id);
  }

  async #names(): Promise<string[]> {
    return await readdir(this.#folder).catch(() => []); // nothing was ever queued
  }

  async #read(name: string): Promise<Pick<QueueEntry, 'environment'> | undefined> {
    try {
      return v.parse(entrySchema, JSON.parse(await readFile(join(this.#folder, name), 'utf8')));
    } catch {
      return undefined; // taken or withdrawn in between, or of another version
    }
  }

  readonly #waiting = (id: string) => join(this.#folder, `${id}.waiting`);
  readonly #taken = (id: string) => join(this.#folder, `${id}.taken`);
  readonly #untold = (id: string) => join(this.#folder, `${id}.untold`);
}

async function changeIfPresent(change: () => Promise<void>): Promise<boolean> {
  try {
    await change();
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return false;
    throw error;
  }
}
