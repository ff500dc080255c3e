import { lstatSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { shortenFileName } from './fileName';

export interface FreePathOptions {
  /** Returns a name without its extension with a number from 2 on; `name (2)` when absent. */
  readonly format?: (stem: string, number: number) => string;
  /** Whether a dot in the name starts an extension, before which the number goes; true when absent. */
  readonly hasExtension?: boolean;
  /** Returns whether a path must not be used; by default where a file, a folder or a link is. */
  readonly isTaken?: (path: string) => boolean;
}

/** Returns `path` if it is free, else the first of `name (2).mp4`, `name (3).mp4` and so on that is. */
export function findFreePath(path: string, options: FreePathOptions = {}): string {
  const { format = (stem, number) => `${stem} (${number})`, hasExtension = true, isTaken = isPathTaken } = options;
  const { name, ext, base } = parse(path);
  const [stem, extension] = hasExtension ? [name, ext] : [base, ''];
  let free = path;
  for (let number = 2; isTaken(free); number++)
    free = join(dirname(path), shortenFileName(format(stem, number) + extension));
  return free;
}

/** Returns whether there is anything at `path`, also a link to nothing. */
export function isPathTaken(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
