import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

/** When the newest of these files, and of the files in these folders, was last written; 0 where there is none. */
export function newestMs(paths) {
  return Math.max(0, ...paths.map((path) => modifiedMs(join(root, path))));
}

function modifiedMs(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.mtimeMs ?? 0;
  return Math.max(0, ...readdirSync(path).map((name) => modifiedMs(join(path, name))));
}
