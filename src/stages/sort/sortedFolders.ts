import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { listFacePngs } from '../../facesets/facePng';

/** Faces that resemble nobody, or that no vector could be made of. */
export const unknownFolder = 'unknown';

/** The folder of a person, the one with most faces being 0. */
export function personFolder(index: number): string {
  return `person_${String(index).padStart(3, '0')}`;
}

/** Folders that sorting makes, and therefore takes faces from when it sorts again; any other is the user's own. */
export async function sortedFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []); // not there yet
  return entries
    .filter((entry) => entry.isDirectory() && (/^person_\d{3,}$/.test(entry.name) || entry.name === unknownFolder))
    .map((entry) => entry.name)
    .sort();
}

/** The face PNGs to be sorted: those of the folder itself and of what an earlier sort made in it. */
export async function facesToSort(folder: string): Promise<string[]> {
  const paths = await listFacePngs(folder);
  for (const name of await sortedFolders(folder)) paths.push(...(await listFacePngs(join(folder, name))));
  return paths;
}
