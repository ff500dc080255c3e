import { parse } from 'node:path';
import type { FrameSource } from '../../media/frames';
import type { Alignments } from '../alignments';

/** Returns the positions in a source, from 0, of the frames that alignments have, each with the key of the frame. */
export function findFramePositions({ frames }: Pick<Alignments, 'frames'>, source: FrameSource): Map<number, string> {
  const images = source.imageNames && new Map(source.imageNames.map((name, at) => [getComparedStem(name), at]));
  return new Map(
    [...frames.keys()].flatMap((key): [number, string][] => {
      const position = images ? images.get(getComparedStem(key)) : findFrameNumber(key, source) - 1;
      return position !== undefined && position >= 0 ? [[position, key]] : [];
    }),
  );
}

/**
 * Returns the name of a file or frame without its ending, as it is compared: a letter with an accent is one character or
 * two, and macOS, archives and other disks change one spelling to the other.
 */
export function getComparedStem(name: string): string {
  return parse(name).name.normalize('NFC');
}

/** Returns the number of a video's frame, from 1; NaN for another name. */
function findFrameNumber(key: string, { path }: FrameSource): number {
  const stem = getComparedStem(key);
  const prefix = `${getComparedStem(path)}_`;
  const digits = stem.startsWith(prefix) ? stem.slice(prefix.length) : '';
  return /^\d{6,}$/.test(digits) ? Number(digits) : Number.NaN;
}
