import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** One spelling for one place, also where the end of the path does not exist yet. */
export function resolveRealPath(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return dirname(path) === path ? path : join(resolveRealPath(dirname(path)), basename(path));
}
