import { type FSWatcher, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { trashFolderName } from '../../files/trash';

/** Changes that come within this time are one: a command moves thousands of files in a row. */
const gatherMs = 300;
/** An extraction adds faces all the time: the next look comes only after a rest. */
const restMs = 1000;

/**
 * Reports that files in a folder of faces have come, gone or changed, also in its clusters and its trash, and that the
 * folder itself has come or gone.
 */
export class FaceWatcher {
  readonly #root: string;
  readonly #look: () => Promise<boolean>;
  #watchers: FSWatcher[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  /** Whether something has changed since the look under way began. */
  #isOutdated = false;
  #isClosed = false;

  /** @param look looks at the files; it resolves to false where that was not possible yet and is to be repeated */
  constructor(root: string, look: () => Promise<boolean>) {
    this.#root = root;
    this.#look = look;
  }

  /** Watches the folders that are there now. Changes before this resolves may be missed. */
  async start(): Promise<void> {
    const root = this.#root;
    const folders = [...(await listFolders(root)), ...(await listFolders(join(root, trashFolderName)))];
    this.#stopWatching();
    if (this.#isClosed) return;
    this.#open(dirname(root), (name) => name === basename(root));
    for (const folder of folders) this.#open(folder, (name) => !name.startsWith('.') || name === trashFolderName);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#stopWatching();
  }

  #stopWatching(): void {
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
  }

  #open(folder: string, isOfFaces: (name: string) => boolean): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name === null || isOfFaces(name)) this.#lookSoon(gatherMs);
      });
      this.#watchers.push(watcher.on('error', () => watcher.close())); // the folder is gone, which its parent reports
    } catch {
      // It is gone already, or the system has no watches left.
    }
  }

  #lookSoon(afterMs: number): void {
    if (this.#isClosed) return;
    if (this.#isLooking) this.#isOutdated = true;
    else this.#timer ??= setTimeout(() => void this.#lookNow(), afterMs);
  }

  async #lookNow(): Promise<void> {
    this.#isLooking = true;
    this.#isOutdated = false;
    await this.start(); // first, so that what changes during the look is reported
    const isDone = await this.#look().catch(() => true); // the look has reported it
    this.#isLooking = false;
    this.#timer = undefined;
    if (!isDone || this.#isOutdated) this.#lookSoon(restMs);
  }
}

/** Lists a folder and all folders below it that hold faces. */
async function listFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined); // not there
  if (!entries) return [];
  const below = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const nested = await Promise.all(below.map(({ name }) => listFolders(join(folder, name))));
  return [folder, ...nested.flat()];
}
