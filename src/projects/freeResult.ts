import { extname } from 'node:path';
import { findFreePath, isPathTaken } from '../files/freePath';
import { isVideoName } from '../media/videoFormat';

/**
 * Returns `path` if no result is there, else the first of `name 2.mp4`, `name 3.mp4` and so on that is free: two results of a
 * video can be compared.
 * @param reserved the paths of results that are still to be made
 */
export function chooseFreeResult(path: string, reserved: ReadonlySet<string> = new Set()): string {
  const ending = isVideoName(path) ? extname(path) : (/[/\\]$/.exec(path)?.[0] ?? ''); // a separator means a folder
  const base = path.slice(0, path.length - ending.length);
  const isTaken = (stem: string) =>
    isPathTaken(isVideoName(path) ? stem + ending : stem) || reserved.has(stem + ending);
  const format = (stem: string, number: number) => `${stem} ${number}`;
  return findFreePath(base, { hasExtension: false, format, isTaken }) + ending;
}
