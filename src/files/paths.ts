import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize } from 'node:path';

/** Returns the path without symbolic links, so that a place has one spelling; the end of the path need not exist yet. */
export function resolveRealPath(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return dirname(path) === path ? path : join(resolveRealPath(dirname(path)), basename(path));
}

/** Returns whether `path` is a relative path that stays below its folder. */
export function isPathWithin(path: unknown): path is string {
  return typeof path === 'string' && !isAbsolute(path) && !normalize(path).startsWith('..');
}
