import { statSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { shortenPath } from '../files/fileName';

/** Returns where faceswap keeps the alignments of a source: next to a video, or inside a folder of images. */
export function getDefaultAlignmentsPath(source: { readonly path: string; readonly kind: 'video' | 'images' }): string {
  if (source.kind === 'images') return join(source.path, 'alignments.fsa');
  return shortenPath(join(dirname(source.path), `${parse(source.path).name}_alignments.fsa`));
}

/** Returns where an extraction keeps the frames that it has finished, until it is complete. */
export function getProgressPath(alignments: string): string {
  return shortenPath(`${alignments}.progress`);
}

/** Returns {@link getDefaultAlignmentsPath} of what is at `path`; undefined when there is nothing. */
export function findAlignmentsPath(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && getDefaultAlignmentsPath({ path, kind: stats.isDirectory() ? 'images' : 'video' });
}
