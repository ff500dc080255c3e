import { createHash } from 'node:crypto';
import { basename, dirname, join, sep } from 'node:path';

/** Most bytes that a name may have, in UTF-8: the limit of the file systems of Linux, and within those of macOS and Windows. */
export const maxNameBytes = 255;

/** Bytes at the end of a shortened name that stay: the number of a frame or a face, a time, an ending. */
const keptEndBytes = 64;

/**
 * Returns `name` if it has at most `maxBytes` bytes, or else a shorter one: a hash replaces the part before its last bytes,
 * so that frames of one video still sort by their numbers. It never cuts through a character.
 */
export function shortenFileName(name: string, maxBytes = maxNameBytes): string {
  if (Buffer.byteLength(name) <= maxBytes) return name;
  const characters = Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment);
  const end = takeBytes(characters.toReversed(), Math.min(keptEndBytes, maxBytes >> 1))
    .reverse()
    .join('');
  const rest = characters.join('').slice(0, name.length - end.length);
  const mark = `~${createHash('sha256').update(rest).digest('hex').slice(0, 8)}~`;
  const start = takeBytes(characters, maxBytes - Buffer.byteLength(mark + end)).join('');
  return start + mark + end;
}

/** Returns `path` with {@link shortenFileName} applied to its last name. */
export function shortenPath(path: string, maxBytes = maxNameBytes): string {
  return join(dirname(path), shortenFileName(basename(path), maxBytes));
}

function takeBytes(characters: readonly string[], maxBytes: number): string[] {
  let bytes = 0;
  const end = characters.findIndex((character) => {
    bytes += Buffer.byteLength(character);
    return bytes > maxBytes;
  });
  return end < 0 ? [...characters] : characters.slice(0, end);
}

/** Returns whether a path is written as that of a folder: with a separator at its end. */
export function isWrittenAsFolder(path: string): boolean {
  return path.endsWith('/') || path.endsWith(sep);
}

/**
 * What the names of temporary files begin with: six digits for their process, two by which they differ, and four for its
 * machine, which those of an earlier version lack.
 */
export const temporaryStart = /^\.([0-9a-f]{6})[0-9a-f]{2}([0-9a-f]{4})?\.part-/;
