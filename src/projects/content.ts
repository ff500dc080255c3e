import { existsSync, lstatSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { getJournalPath } from '../facesets/review/reviewJournal';
import { isInside } from '../files/storedPath';
import { readRecentLosses, type SideLosses } from '../training/store/lossLog';
import { getPreviewPath, getStatePath, getTimelapseFolder } from '../training/store/modelFiles';
import { readModelState } from '../training/store/modelState';
import { type Person, type ProjectModel, readProject } from './project';
import {
  getFacesFolder,
  getModelFolder,
  getSourcesFolder,
  getSwapsFolder,
  listEntries,
  oldFirstFrameEnding,
} from './projectPaths';
import { listUnfinishedFaces } from './unfinishedFaces';

/** A folder with face images: all faces of a person, or after sorting one cluster of them. */
export interface Faceset {
  readonly path: string;
  readonly faces: number;
  /** The path of one of them, to show. */
  readonly picture: string;
}

export interface PersonContent {
  readonly name: string;
  /** On what basis this person may be shown. */
  readonly consent?: string;
  /** Full paths of videos and image folders. */
  readonly sources: readonly string[];
  readonly facesPath: string;
  /** `facesPath` and the clusters below it, as far as they have faces; the largest first. */
  readonly facesets: readonly Faceset[];
  /** Set where the faces were opened in a review. */
  readonly isReviewed?: true;
  /** Set while faces are on their way to other folders, also after a kill: the counts are not those of a whole then. */
  readonly isUnfinished?: true;
}

export interface ModelContent {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  readonly trainer: string;
  readonly path: string;
  /** Zero before the first save. */
  readonly iterations: number;
  /** Recent losses; absent where none are logged. */
  readonly losses?: SideLosses;
  /** The path of the picture of the last save. */
  readonly preview?: string;
  /** The folder of its timelapse, with one picture for each save; absent where there is none. */
  readonly timelapse?: string;
}

/** The content of a project's folder. */
export interface ProjectContent {
  readonly folder: string;
  readonly people: readonly PersonContent[];
  readonly models: readonly ModelContent[];
  /** Full paths of the results. */
  readonly swaps: readonly string[];
}

/** @throws UserError when the project file is not valid */
export async function readProjectContent(folder: string): Promise<ProjectContent> {
  const project = await readProject(folder);
  const [people, models, swaps] = await Promise.all([
    Promise.all(project.people.map((person) => readPersonWithConsent(folder, person))),
    Promise.all(project.models.map((model) => readModel(folder, model))),
    listSwaps(folder),
  ]);
  return { folder, people, models, swaps };
}

async function readPersonWithConsent(folder: string, { name, consent }: Person): Promise<PersonContent> {
  return { ...(await readPerson(folder, name)), ...(consent !== undefined && { consent }) };
}

/** Returns the paths of the results, without the picture of its first swapped frame that each video has next to it. */
async function listSwaps(folder: string): Promise<string[]> {
  return (await listEntries(folder, getSwapsFolder(folder))).filter((path) => !path.endsWith(oldFirstFrameEnding));
}

export async function readPerson(folder: string, name: string): Promise<PersonContent> {
  const facesPath = getFacesFolder(folder, name);
  const [sources, entries] = await Promise.all([
    listEntries(folder, getSourcesFolder(folder, name)),
    readdir(facesPath, { withFileTypes: true }).catch(() => []), // nothing extracted yet
  ]);
  if (!isInside(folder, facesPath)) return { name, sources, facesPath, facesets: [] };
  const clusters = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const folders = [facesPath, ...clusters.map((entry) => join(facesPath, entry.name))];
  const [facesets, unfinished] = await Promise.all([
    Promise.all(folders.map(readFaceset)),
    listUnfinishedFaces(facesPath),
  ]);
  return {
    name,
    sources,
    facesPath,
    facesets: facesets.filter((faceset) => faceset !== undefined).sort(compareBySize),
    ...(facesets.some(Boolean) && existsSync(getJournalPath(facesPath)) && { isReviewed: true as const }),
    ...(unfinished.length > 0 && { isUnfinished: true as const }),
  };
}

async function readModel(folder: string, model: ProjectModel): Promise<ModelContent> {
  const path = getModelFolder(folder, model.name);
  if (!isInside(folder, path)) return { ...model, path, iterations: 0 };
  const [state, losses] = await Promise.all([
    readModelState(getStatePath(path, model.trainer)).catch(() => undefined), // reported by the training
    readRecentLosses(path),
  ]);
  const [preview, timelapse] = [getPreviewPath(path), getTimelapseFolder(path)];
  return {
    ...model,
    path,
    iterations: state?.iterations ?? 0,
    ...(losses && { losses }),
    ...(isPlainFile(preview) && { preview }),
    ...(existsSync(timelapse) && { timelapse }),
  };
}

/** Returns whether a file is there, and no link, device or pipe: VS Code shows it as a picture. */
function isPlainFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Returns undefined for a folder without faces. */
async function readFaceset(path: string): Promise<Faceset | undefined> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []); // removed in the meantime
  const names = entries.filter((entry) => entry.isFile() && isFace(entry.name)).map(({ name }) => name);
  const [first] = names.sort();
  return first === undefined ? undefined : { path, faces: names.length, picture: join(path, first) };
}

function isFace(name: string): boolean {
  return name.endsWith('.png') && !name.startsWith('.');
}

function compareBySize(a: Faceset, b: Faceset): number {
  return b.faces - a.faces || a.path.localeCompare(b.path, 'en', { numeric: true });
}
