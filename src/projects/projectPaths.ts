import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { isTemporaryName } from '../files/atomicFile';
import { shortenPath } from '../files/fileName';
import { isInside } from '../files/storedPath';
import { isVideoName } from '../media/videoFormat';

// The paths of what a project keeps, as docs/formats.md lists them. `project` is the folder of the project.

/** The file that makes a folder a project. */
export const projectFileName = 'faceswap.json';

export const getPersonFolder = (project: string, person: string) => join(project, 'people', person);
export const getSourcesFolder = (project: string, person: string) => join(project, 'people', person, 'sources');
export const getFacesFolder = (project: string, person: string) => join(project, 'people', person, 'faces');
export const getModelFolder = (project: string, model: string) => join(project, 'models', model);
export const getPresetsFolder = (project: string) => join(project, 'presets');
export const getSwapsFolder = (project: string) => join(project, 'swaps');
const getAlignmentsFolder = (project: string, person: string) => join(project, 'people', person, 'alignments');

const alignmentsEnding = '_alignments.fsa';
export const previewEnding = '.stills.png';
export const oldFirstFrameEnding = '.preview.png';

/** Returns where the alignments of a source are. */
export function getAlignmentsFile(project: string, person: string, source: string): string {
  return shortenPath(join(getAlignmentsFolder(project, person), `${getStem(source)}${alignmentsEnding}`));
}

/** Returns the folder of the faces that belong to an alignments file at its place in a project. */
export const getFacesFolderBeside = (alignments: string) => join(dirname(alignments), '..', 'faces');

/** Returns the alignments files of all sources of a person, without backups, which have another ending. */
export async function listAlignmentsFiles(project: string, person: string): Promise<string[]> {
  return (await listEntries(project, getAlignmentsFolder(project, person))).filter((path) =>
    path.endsWith(alignmentsEnding),
  );
}

/** Returns where the result for a source goes: a video for a video, a folder for a folder of images. */
export function getSwapPath(project: string, model: string, source: string): string {
  return shortenPath(join(getSwapsFolder(project), `${getStem(source)}-${model}${isVideoName(source) ? '.mp4' : ''}`));
}

/** Returns where the picture of a few frames of a source, before and after the swap, goes. */
export function getPreviewPath(project: string, model: string, source: string): string {
  return shortenPath(join(getSwapsFolder(project), `${getStem(source)}-${model}${previewEnding}`));
}

/** Returns whether a file among the swaps is only a preview. */
export function isPreviewPath(swap: string): boolean {
  return swap.endsWith(previewEnding);
}

/** Returns where earlier versions wrote the picture of the first swapped frame of a result: beside it. */
export function getOldFirstFramePath(swap: string): string {
  return join(dirname(swap), `${getStem(swap)}${oldFirstFrameEnding}`);
}

/**
 * Returns the full paths of the entries of `folder`, in a project, sorted by name, without hidden and temporary files; none for
 * no folder, or for a link out of the project.
 */
export async function listEntries(project: string, folder: string): Promise<string[]> {
  if (!isInside(project, folder)) return [];
  const names = await readdir(folder).catch(() => []); // not created yet, or removed by the user
  return names
    .filter((name) => !name.startsWith('.') && !isTemporaryName(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Returns the name of a source without its extension, which is in the names of all that is made of the source. */
export function getStem(path: string): string {
  return basename(path, extname(path));
}
