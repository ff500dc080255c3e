import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecentLosses, type SideLosses } from '../training/store/lossLog';
import { getPreviewPath, getStatePath, getTimelapseFolder } from '../training/store/modelFiles';
import { readModelState } from '../training/store/modelState';
import { getFacesFolder, getModelFolder, getSourcesFolder, getSwapsFolder, listEntries } from './paths';
import { readProject } from './project';
import type { Person, Project } from './projectFile';

/** A folder with face images in it: the faces of a person, after sorting one for each cluster. */
export interface Faceset {
  readonly path: string;
  readonly faces: number;
  /** One of them, to show. */
  readonly picture: string;
}

export interface PersonContent {
  readonly name: string;
  /** On what basis this person may be shown. */
  readonly consent?: string;
  /** Full paths of videos and image folders. */
  readonly sources: readonly string[];
  readonly facesPath: string;
  /** Those with faces in them, the largest first: `facesPath` itself, and the clusters below it. */
  readonly facesets: readonly Faceset[];
}

export interface ModelContent {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  readonly trainer: string;
  readonly path: string;
  /** Zero before the first save. */
  readonly iterations: number;
  /** Of late; absent where none are logged. */
  readonly losses?: SideLosses;
  /** The picture of the last save. */
  readonly preview?: string;
  /** The folder of its pictures, one for each save, where such were kept. */
  readonly timelapse?: string;
}

/** What stands in a project's folder now. */
export interface ProjectContent {
  readonly folder: string;
  readonly people: readonly PersonContent[];
  readonly models: readonly ModelContent[];
  /** Full paths of the results. */
  readonly swaps: readonly string[];
}

/** @throws UserError when the project file is not sound. */
export async function readProjectContent(folder: string): Promise<ProjectContent> {
  const project: Project = await readProject(folder);
  const [people, models, swaps] = await Promise.all([
    Promise.all(project.people.map((person) => readPersonOf(folder, person))),
    Promise.all(project.models.map((model) => readModel(folder, model))),
    listSwaps(folder),
  ]);
  return { folder, people, models, swaps };
}

async function readPersonOf(folder: string, { name, consent }: Person): Promise<PersonContent> {
  return { ...(await readPerson(folder, name)), ...(consent === undefined ? {} : { consent }) };
}

/** Without the still of its first swapped frame that stands beside each video. */
async function listSwaps(folder: string): Promise<string[]> {
  return (await listEntries(getSwapsFolder(folder))).filter((path) => !path.endsWith('.preview.png'));
}

export async function readPerson(folder: string, name: string): Promise<PersonContent> {
  const facesPath = getFacesFolder(folder, name);
  const [sources, entries] = await Promise.all([
    listEntries(getSourcesFolder(folder, name)),
    readdir(facesPath, { withFileTypes: true }).catch(() => []), // nothing extracted yet
  ]);
  const clusters = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const folders = [facesPath, ...clusters.map((entry) => join(facesPath, entry.name))];
  const facesets = await Promise.all(folders.map(readFaceset));
  return {
    name,
    sources,
    facesPath,
    facesets: facesets.filter((faceset) => faceset !== undefined).sort(compareBySize),
  };
}

async function readModel(folder: string, model: Project['models'][number]): Promise<ModelContent> {
  const path = getModelFolder(folder, model.name);
  const [state, losses] = await Promise.all([
    readModelState(getStatePath(path, model.trainer)).catch(() => undefined), // training tells
    readRecentLosses(path),
  ]);
  const [preview, timelapse] = [getPreviewPath(path), getTimelapseFolder(path)];
  return {
    ...model,
    path,
    iterations: state?.iterations ?? 0,
    ...(losses && { losses }),
    ...(existsSync(preview) && { preview }),
    ...(existsSync(timelapse) && { timelapse }),
  };
}

/** Undefined for a folder without faces. */
async function readFaceset(path: string): Promise<Faceset | undefined> {
  const names = (await readdir(path).catch(() => [])).filter(isFace); // removed since it was listed
  const [first] = names.sort();
  return first === undefined ? undefined : { path, faces: names.length, picture: join(path, first) };
}

function isFace(name: string): boolean {
  return name.endsWith('.png') && !name.startsWith('.');
}

function compareBySize(a: Faceset, b: Faceset): number {
  return b.faces - a.faces || a.path.localeCompare(b.path, 'en', { numeric: true });
}
