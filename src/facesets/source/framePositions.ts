import { parse } from 'node:path';
import type { FrameSource } from '../../media/frames';
import type { Alignments } from '../alignments';

/** Returns the positions in a source, from 0, of the frames that alignments have, each with the key of the frame. */
export function findFramePositions({ frames }: Pick<Alignments, 'frames'>, source: FrameSource): Map<number, string> {
  const images = source.imageNames && new Map(source.imageNames.map((name, at) => [parse(name).name, at]));
  return new Map(
    [...frames.keys()].flatMap((key): [number, string][] => {
      const position = images ? images.get(parse(key).name) : findFrameNumber(key, source) - 1;
      return position !== undefined && position >= 0 ? [[position, key]] : [];
    }),
  );
}

/** Returns the number of a video's frame, from 1; NaN for another name. */
function findFrameNumber(key: string, { path }: FrameSource): number {
  const stem = parse(key).name;
  const prefix = `${parse(path).name}_`;
  const digits = stem.startsWith(prefix) ? stem.slice(prefix.length) : '';
  return /^\d{6,}$/.test(digits) ? Number(digits) : Number.NaN;
}
