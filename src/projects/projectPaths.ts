import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { isTemporaryName } from '../files/atomicFile';
import { isVideoName } from '../media/videoFormat';

// Where a project keeps what: the layout of docs/architecture.md.

export const sourcesOf = (project: string, person: string) => join(project, 'people', person, 'sources');
export const facesOf = (project: string, person: string) => join(project, 'people', person, 'faces');
export const alignmentsOf = (project: string, person: string) => join(project, 'people', person, 'alignments');
export const modelOf = (project: string, model: string) => join(project, 'models', model);
export const presetsOf = (project: string) => join(project, 'presets');
export const swapsOf = (project: string) => join(project, 'swaps');

const alignmentsEnding = '_alignments.fsa';
const stillsEnding = '.stills.png';

export function alignmentsFileOf(project: string, person: string, source: string): string {
  return join(alignmentsOf(project, person), `${stemOf(source)}${alignmentsEnding}`);
}

/** The alignments files of a person's sources, without their backups, which end otherwise. */
export async function alignmentsFilesOf(project: string, person: string): Promise<string[]> {
  return (await entriesOf(alignmentsOf(project, person))).filter((path) => path.endsWith(alignmentsEnding));
}

/** The result of a video is a video, that of a folder of images a folder. */
export function swapFileOf(project: string, model: string, source: string): string {
  return join(swapsOf(project), `${stemOf(source)}-${model}${isVideoName(source) ? '.mp4' : ''}`);
}

/** Some frames of a source before and after. */
export function previewFileOf(project: string, model: string, source: string): string {
  return join(swapsOf(project), `${stemOf(source)}-${model}${stillsEnding}`);
}

/** Whether a swap is only a look at what would come of it. */
export function isPreview(swap: string): boolean {
  return swap.endsWith(stillsEnding);
}

/** The picture of the first swapped frame, beside a result. */
export function stillOf(swap: string): string {
  return join(dirname(swap), `${stemOf(swap)}.preview.png`);
}

/** The full paths of what is in `folder` by name, without hidden and half-written files; none when there is no folder. */
export async function entriesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []); // not made yet, or removed by the user
  return names
    .filter((name) => !name.startsWith('.') && !isTemporaryName(name))
    .sort()
    .map((name) => join(folder, name));
}

/** The name by which everything that is made of a source is called. */
export function stemOf(path: string): string {
  return basename(path, extname(path));
}
