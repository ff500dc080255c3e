import { rmdir } from 'node:fs/promises';
import { dirname, parse } from 'node:path';
import { listFacePngs, readFaceHeader } from '../../facesets/facePng';
import { moveToTrash, restoreFromTrash } from '../../files/trash';
import type { FrameSource } from '../../media/frames';

/** Faces that an extraction has put into the trash, because it makes them anew. */
export interface RetiredFaces {
  readonly count: number;
  /** The folder in the trash. */
  readonly trash: string;
  /** Puts them back. */
  restore(): Promise<void>;
}

/**
 * Moves the faces of an earlier extraction of this source, also those in the groups of a sort, to the trash of `faces`.
 * Returns undefined where there are none.
 * @throws UserError when they cannot be moved
 */
export async function retireFaces(faces: string, source: FrameSource): Promise<RetiredFaces | undefined> {
  const isOwn = createFrameTest(source);
  const own: string[] = [];
  for (const path of await listFacePngs(faces, { recursive: true })) {
    const header = await readFaceHeader(path).catch(() => undefined); // not a face image
    if (header && isOwn(header.source.sourceFilename, header.source.sourceIsVideo)) own.push(path);
  }
  if (own.length === 0) return undefined;
  const trash = await moveToTrash(faces, own);
  for (const folder of new Set(own.map(dirname))) if (folder !== faces) await rmdir(folder).catch(() => undefined); // it still has faces
  return { count: own.length, trash, restore: () => restoreFromTrash(faces, own, trash) };
}

/** Returns whether a frame of that key is one of the source. */
function createFrameTest({ kind, path, imageNames }: FrameSource): (key: string, isVideo: boolean) => boolean {
  if (kind === 'video') {
    const start = `${parse(path).name}_`;
    return (key, isVideo) => isVideo && key.startsWith(start) && /^\d{6,}\.[^.]+$/.test(key.slice(start.length));
  }
  const names = new Set(imageNames);
  return (key, isVideo) => !isVideo && names.has(key);
}
