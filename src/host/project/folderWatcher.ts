import { type Dirent, type FSWatcher, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The subfolders to watch, by name, or `*` for all. A pattern stands for a folder without watched subfolders: only
 * entries whose name matches it count. In a folder with watched subfolders every entry counts.
 */
export interface FolderTree {
  readonly [name: string]: FolderTree | RegExp;
}

/**
 * Reports when an entry of some folders appears or disappears, or when a JSON file there is written. Other writes do
 * not count: a video changes a thousand times while it is copied. VS Code's own watcher (on inotify) misses changes in
 * a folder that was created together with its parent, as by `mkdir -p`.
 */
export class FolderWatcher {
  readonly #onChange: () => void;
  #watchers: FSWatcher[] = [];

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /**
   * Watches these folders instead of the previous ones, as far as they exist; a folder that is created later is
   * reported as a change of its parent. Changes before this resolves may be missed, so read the folders afterward.
   */
  async watch(roots: readonly { readonly folder: string; readonly tree: FolderTree | RegExp }[]): Promise<void> {
    const watchers: FSWatcher[] = [];
    await Promise.all(roots.map(({ folder, tree }) => this.#add(folder, tree, watchers)));
    this.dispose();
    this.#watchers = watchers;
  }

  dispose(): void {
    for (const watcher of this.#watchers) watcher.close();
  }

  async #add(folder: string, tree: FolderTree | RegExp, watchers: FSWatcher[]): Promise<void> {
    // Watch before listing, so that no new entry is missed in between.
    watchers.push(...this.#open(folder, tree instanceof RegExp ? tree : /^/));
    if (tree instanceof RegExp) return;
    const any = tree['*'];
    const below = any ? (await listFolders(folder)).map((name) => [name, any] as const) : Object.entries(tree);
    await Promise.all(below.map(([name, subtree]) => this.#add(join(folder, name), subtree, watchers)));
  }

  #open(folder: string, names: RegExp): FSWatcher[] {
    try {
      const watcher = watch(folder, { persistent: false }, (event, name) => {
        if (name === null || (names.test(name) && (event === 'rename' || name.endsWith('.json')))) this.#onChange();
      });
      return [watcher.on('error', () => watcher.close())]; // the folder was removed, which its parent reports
    } catch {
      return []; // it does not exist yet, or the system has no watches left
    }
  }
}

async function listFolders(folder: string): Promise<string[]> {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
