import { isAbsolute } from 'node:path';
import { isSpelledInside, resolveRealPath } from '../../files/storedPath';
import { isActive, type JobView } from './jobView';

/**
 * Returns the job that waits or runs and works on one of `paths`: a file or folder of its options is one of them, is inside
 * one, or contains one.
 */
export function findJobUsing(jobs: readonly JobView[], paths: readonly string[]): JobView | undefined {
  return jobs.filter(isActive).find(({ options }) => listOptionPaths(options).some((used) => isAnyNested(paths, used)));
}

function listOptionPaths(options: JobView['options']): string[] {
  return Object.values(options)
    .filter((value) => typeof value === 'string')
    .filter((value) => isAbsolute(value));
}

/** Returns a path as it is, and with the links on its way resolved. */
function listSpellings(path: string): string[] {
  return [...new Set([path, resolveRealPath(path)])];
}

/** Returns whether one of two paths is in the other, by whatever spelling. */
export function isAnyNested(paths: readonly string[], other: string): boolean {
  const places = paths.flatMap(listSpellings);
  return listSpellings(other).some((spelling) => places.some((place) => areNested(place, spelling)));
}

function areNested(a: string, b: string): boolean {
  return isSpelledInside(a, b) || isSpelledInside(b, a);
}
