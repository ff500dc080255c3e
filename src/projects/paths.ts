import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { isTemporaryName } from '../files/atomicFile';
import { isVideoName } from '../media/videoFormat';

// Where a project keeps what: the layout of docs/architecture.md.

export const getSourcesFolder = (project: string, person: string) => join(project, 'people', person, 'sources');
export const getFacesFolder = (project: string, person: string) => join(project, 'people', person, 'faces');
export const getAlignmentsFolder = (project: string, person: string) => join(project, 'people', person, 'alignments');
export const getModelFolder = (project: string, model: string) => join(project, 'models', model);
export const getPresetsFolder = (project: string) => join(project, 'presets');
export const getSwapsFolder = (project: string) => join(project, 'swaps');

const alignmentsEnding = '_alignments.fsa';
const stillsEnding = '.stills.png';

export function getAlignmentsFile(project: string, person: string, source: string): string {
  return join(getAlignmentsFolder(project, person), `${getStem(source)}${alignmentsEnding}`);
}

/** The alignments files of a person's sources, without their backups, which end otherwise. */
export async function listAlignmentsFiles(project: string, person: string): Promise<string[]> {
  return (await listEntries(getAlignmentsFolder(project, person))).filter((path) => path.endsWith(alignmentsEnding));
}

/** The result of a video is a video, that of a folder of images a folder. */
export function getSwapPath(project: string, model: string, source: string): string {
  return join(getSwapsFolder(project), `${getStem(source)}-${model}${isVideoName(source) ? '.mp4' : ''}`);
}

/** Some frames of a source before and after. */
export function getPreviewPath(project: string, model: string, source: string): string {
  return join(getSwapsFolder(project), `${getStem(source)}-${model}${stillsEnding}`);
}

/** Whether a swap is only a look at what would come of it. */
export function isPreviewPath(swap: string): boolean {
  return swap.endsWith(stillsEnding);
}

/** The picture of the first swapped frame, beside a result. */
export function getStillPath(swap: string): string {
  return join(dirname(swap), `${getStem(swap)}.preview.png`);
}

/** The full paths of what is in `folder` by name, without hidden and half-written files; none when there is no folder. */
export async function listEntries(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []); // not made yet, or removed by the user
  return names
    .filter((name) => !name.startsWith('.') && !isTemporaryName(name))
    .sort()
    .map((name) => join(folder, name));
}

/** The name by which everything that is made of a source is called. */
export function getStem(path: string): string {
  return basename(path, extname(path));
}
