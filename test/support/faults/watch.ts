import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { LoggedCall } from './faults';

/** Where a command may write, and what it may not even read. */
export interface WatchedPlaces {
  /** The working directory of the command. */
  readonly folder: string;
  /** Everything that the user has named, and the folders of the user for this program. */
  readonly writable: readonly string[];
  readonly secret: string;
}

const isInside = (folder: string, path: string) => {
  const inside = relative(folder, path);
  return inside === '' || (!isAbsolute(inside) && inside.split(sep)[0] !== '..');
};

/** What finds out where a path leads, in order to refuse it. */
const looks = new Set(['realpath', 'lstat', 'readlink', 'stat', 'exists']);

/** The programs that commands start. */
const programs = /^(node(\.exe)?|ffmpeg|ffprobe)( |$)/;

/** Returns the calls by which a command has left its places: wrote, opened, connected or started what it may not. */
export function listTrespasses(calls: readonly LoggedCall[], places: WatchedPlaces): string[] {
  const isWritable = (path: string) => places.writable.some((folder) => isInside(folder, path));
  return calls
    .filter(({ kind, name, paths }) => {
      if (kind === 'start') return name === 'start' && !paths.every((path) => programs.test(path));
      const full = paths.map((path) => resolve(places.folder, path));
      if (full.some((path) => isInside(places.secret, path))) return !looks.has(name);
      return kind !== 'read' && kind !== 'sync' && !full.every(isWritable);
    })
    .map((call) => `${call.program} ${call.name} ${call.paths.join(' → ')}`);
}
