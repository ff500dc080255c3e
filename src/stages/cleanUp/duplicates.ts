import { basename, dirname } from 'node:path';
import { formatFacePngName } from '../../facesets/facePng';
import type { StoredFace } from './storedFaces';

/**
 * Second files of a face in one folder, such as `clip_000001_0 (copy).png`: they would count double in training. The
 * file with the name that extract or sort gave it is the first. A copy in another folder is the user's own affair.
 */
export function duplicatesOf(faces: readonly StoredFace[]): ReadonlySet<StoredFace> {
  const seen = new Set<string>();
  const ownNamesFirst = [...faces.filter(hasOwnName), ...faces.filter((face) => !hasOwnName(face))];
  const seconds = ownNamesFirst.filter(({ path, frame, index, hasHeader }) => {
    const face = `${index} ${frame} ${dirname(path)}`;
    const isSecond = hasHeader && seen.has(face);
    if (hasHeader) seen.add(face);
    return isSecond;
  });
  return new Set(seconds);
}

function hasOwnName({ path, frame, index }: StoredFace): boolean {
  return basename(path).endsWith(formatFacePngName(frame, index));
}
