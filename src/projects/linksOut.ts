import { join } from 'node:path';
import { requireInside } from '../files/storedPath';
import { findProject } from './jobPlaces';

/**
 * Looks at the places that a job writes before it begins: none may lead out of its project by a link, because the job would
 * then write into a folder that nobody has named.
 * @throws UserError that names the place
 */
export async function refuseLinksOut(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const project = findProject(path);
    if (project === undefined) continue;
    await requireInside(project, path);
    await requireInside(project, join(project, '.faceswap'));
  }
}
