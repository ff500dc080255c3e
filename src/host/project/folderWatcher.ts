import { type Dirent, type FSWatcher, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The subfolders to watch, by name, or `*` for all. A pattern stands for a folder without watched subfolders: only
 * entries whose name matches it count. In a folder with watched subfolders every entry counts.
 */
export interface FolderTree {
  readonly [name: string]: FolderTree | RegExp | CrowdedFolder;
}

/**
 * A folder of thousands of files that appear one after the other, directly in it or in one of its subfolders. A subfolder counts
 * at once, the files when none has appeared or disappeared for a moment.
 */
export class CrowdedFolder {
  readonly files: RegExp;

  constructor(files: RegExp) {
    this.files = files;
  }
}

/** Names without an ending, as subfolders have them; those of ours that nobody should see begin with a dot. */
const subfolders = /^[^.]+$/;
const noNames = /(?!)/;
const calmMs = 1000;

interface ReportedNames {
  readonly now: RegExp;
  /** Those that count when nothing has changed for a moment. */
  readonly later?: RegExp;
}

/**
 * Reports when an entry of some folders appears or disappears, or when a JSON file there is written. Other writes do
 * not count: a video changes a thousand times while it is copied. VS Code's own watcher (on inotify) misses changes in
 * a folder that was created together with its parent, as by `mkdir -p`.
 */
export class FolderWatcher {
  readonly #onChange: () => void;
  #watchers: FSWatcher[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /**
   * Watches these folders instead of the previous ones, as far as they exist; a folder that is created later is
   * reported as a change of its parent. Changes before this resolves may be missed, so read the folders afterward.
   */
  async watch(roots: readonly { readonly folder: string; readonly tree: FolderTree[string] }[]): Promise<void> {
    const watchers: FSWatcher[] = [];
    await Promise.all(roots.map(({ folder, tree }) => this.#add(folder, tree, watchers)));
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = watchers;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.close();
  }

  async #add(folder: string, tree: FolderTree[string], watchers: FSWatcher[]): Promise<void> {
    if (tree instanceof CrowdedFolder) return await this.#addCrowded(folder, tree.files, watchers);
    // Watch before listing, so that no new entry is missed in between.
    watchers.push(...this.#open(folder, { now: tree instanceof RegExp ? tree : /^/ }));
    if (tree instanceof RegExp) return;
    const any = tree['*'];
    const below = any ? (await listFolders(folder)).map((name) => [name, any] as const) : Object.entries(tree);
    await Promise.all(below.map(([name, subtree]) => this.#add(join(folder, name), subtree, watchers)));
  }

  async #addCrowded(folder: string, files: RegExp, watchers: FSWatcher[]): Promise<void> {
    watchers.push(...this.#open(folder, { now: subfolders, later: files }));
    for (const name of (await listFolders(folder)).filter((entry) => subfolders.test(entry)))
      watchers.push(...this.#open(join(folder, name), { now: noNames, later: files }));
  }

  #open(folder: string, { now, later = noNames }: ReportedNames): FSWatcher[] {
    try {
      const watcher = watch(folder, { persistent: false }, (event, name) => {
        if (name === null || (now.test(name) && (event === 'rename' || name.endsWith('.json')))) this.#onChange();
        else if (event === 'rename' && later.test(name)) this.#reportLater();
      });
      return [watcher.on('error', () => watcher.close())]; // the folder was removed, which its parent reports
    } catch {
      return []; // it does not exist yet, or the system has no watches left
    }
  }

  #reportLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onChange, calmMs).unref();
  }
}

async function listFolders(folder: string): Promise<string[]> {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
