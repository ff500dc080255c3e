import { computeFaceKey, FaceCache } from '../review/faceCache';
import { measureFace } from '../review/faceMeasures';

/** Returns small JPEGs of faces in a folder, from the cache where they are in it; undefined for files that are gone. */
export async function readThumbnails(
  folder: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const cache = await FaceCache.open(folder);
  try {
    const thumbnails = new Map<string, Uint8Array>();
    for (const path of new Set(paths)) {
      const key = await computeFaceKey(path);
      const known = key === undefined ? undefined : await cache.readThumbnail(key);
      const thumbnail = known ?? (await measureFace(path).catch(() => undefined))?.thumbnail; // changed since
      if (thumbnail) thumbnails.set(path, thumbnail);
    }
    return thumbnails;
  } finally {
    await cache.close();
  }
}
