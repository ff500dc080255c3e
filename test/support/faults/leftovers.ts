import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

// What a command has made, so that two runs can be compared, and what it should not have left.

/** Journals and logs tell of each run, cards of all sessions of a training, and its pictures are drawn from time to time. */
const journals = /^state\/|^\.faceswap\/|\.log$|tfevents|model_card\.md$|previews\/|training_preview/;

/** Numbers of saves are used up by those that fail; the states name the files by them. */
const states = /_state(\.bk|\.previous)?\.json$/;

/** Returns the files below a folder by their names, without times and numbers of saves, and the hash of each. */
export function readResults(folder: string): ReadonlyMap<string, string> {
  const paths = listPaths(folder).filter((path) => !journals.test(path));
  return new Map(paths.map((path) => [hideTimes(path), states.test(path) ? '' : hashFile(join(folder, path))]));
}

/** Returns the parts of files, locks and sockets below a folder, which only a running command may have. */
export function listLeftovers(folder: string): string[] {
  return listPaths(folder)
    .filter((path) =>
      /\.part-|\.lock$|\/lock$|lock\.[0-9a-f-]{36}$|\.progress$|\/sockets\/.|\.(sorting|review|cleaning)\//.test(path),
    )
    .filter((path) => !path.endsWith('.part')) // downloads continue
    .sort();
}

function listPaths(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

const hideTimes = (path: string) =>
  path
    .replace(/_\d{6}_(weights|optimizer)/, '_SAVE_$1')
    .replace(/\d{4}-?\d\d-?\d\d[-_T ]?\d\d[-.]?\d\d[-.]?\d\d/g, 'TIME');
const hashFile = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
