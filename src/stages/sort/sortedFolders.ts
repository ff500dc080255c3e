import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { listFacePngs } from '../../facesets/facePng';

/** The folder of the faces that resemble no others, or whose identity could not be computed. */
export const unknownFolderName = 'unknown';

/** Returns the name of the folder of a person; 0 is the person with most faces. */
export function getPersonFolderName(index: number): string {
  return `person_${String(index).padStart(3, '0')}`;
}

/** Returns the folders that an earlier sort has created: the next sort sorts their faces again. Other folders are the user's. */
export async function listSortedFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []); // not there yet
  return entries
    .filter((entry) => entry.isDirectory() && (/^person_\d{3,}$/.test(entry.name) || entry.name === unknownFolderName))
    .map((entry) => entry.name)
    .sort();
}

/** Returns the face PNGs to sort: those in the folder itself and in the folders of an earlier sort. */
export async function listFacesToSort(folder: string): Promise<string[]> {
  const paths = await listFacePngs(folder);
  for (const name of await listSortedFolders(folder)) paths.push(...(await listFacePngs(join(folder, name))));
  return paths;
}
