import { type Dirent, type FSWatcher, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The folders below one by their names, or all of them as `*`. Of a last folder only the names that its pattern fits
 * count; of one that leads to others all do.
 */
export interface FolderTree {
  readonly [name: string]: FolderTree | RegExp;
}

/**
 * Tells when something comes into some folders or goes, and when a JSON file there is written: a video changes a
 * thousand times while it is copied. VS Code's own watcher, where it is built upon inotify, never hears of what happens
 * in a folder that was made together with the one around it, as by `mkdir -p`.
 */
export class FolderWatcher {
  readonly #onChange: () => void;
  #watchers: FSWatcher[] = [];

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /**
   * Watches these folders instead of those before, as far as they are there; one that comes later is told as a change
   * of the one around it. What changed before this has resolved may not have been told: read afterwards.
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
    // Before its entries are listed, so that none comes unseen in between.
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
      return [watcher.on('error', () => watcher.close())]; // the folder went; the one around it tells
    } catch {
      return []; // not there yet, or no more watches to be had: each step reads the tree anew all the same
    }
  }
}

async function listFolders(folder: string): Promise<string[]> {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
