import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { rejectSameStems } from '../media/imageNames';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { listSwapJobs } from '../stages/convert/swapJobs';
import type { GivenOptions, ModelInProject, PersonInProject, SourceInProject } from '../stages/stage';
import { getStage, type StageName } from '../stages/stages';
import { readPerson } from './content';
import { chooseFreeResult } from './freeResult';
import { type Project, readProject } from './project';
import {
  getAlignmentsFile,
  getFacesFolder,
  getModelFolder,
  getPreviewPath,
  getSourcesFolder,
  getStem,
  getSwapPath,
  listAlignmentsFiles,
  listEntries,
} from './projectPaths';
import { finishFaces } from './unfinishedFaces';

/**
 * Returns the options of each job that does `stage` for the person or the model `name` of the project in `folder`. Options
 * in `given` win; with an `input` among them there is only the job for the source of that file name.
 * @throws UserError for a name that the project does not have, and when there is nothing to work on
 */
export async function buildProjectJobs(
  folder: string,
  stage: StageName,
  name: string,
  given: GivenOptions,
): Promise<GivenOptions[]> {
  const jobs = await listJobs(folder, stage, name, given);
  const sourceName = given.input === undefined ? undefined : basename(String(given.input));
  const chosen = jobs.filter((job) => sourceName === undefined || basename(String(job.input)) === sourceName);
  if (chosen.length === 0) throw new UserError(t('{0} has no source named {1}.', name, sourceName ?? ''));
  const { input: _input, ...rest } = given;
  return chosen.map((job) => ({ ...job, ...rest }));
}

/**
 * Returns the options of each job that swaps the faces of a person of the project by a .dfm file; options in `given` win.
 * @throws UserError for a name that the project does not have, and when there is nothing to work on
 */
export async function buildDfmJobs(
  folder: string,
  stage: 'convert' | 'preview',
  file: string,
  person: string,
  given: GivenOptions,
): Promise<GivenOptions[]> {
  const model = { name: getStem(file), path: file, a: findPerson(folder, await readProject(folder), person) };
  const getOutput = (source: SourceInProject, swapName: string) =>
    stage === 'convert' ? source.getSwapPath(swapName) : source.getPreviewPath(swapName);
  return (await listSwapJobs(model, {}, getOutput)).map((job) => ({ ...job, ...given }));
}

async function listJobs(
  folder: string,
  stage: StageName,
  name: string,
  given: GivenOptions,
): Promise<readonly GivenOptions[]> {
  const project = await readProject(folder);
  const { listPersonJobs, listModelJobs } = getStage(stage);
  const isNamed = (entries: readonly { readonly name: string }[]) => entries.some((entry) => entry.name === name);
  const isForModel = listModelJobs && isNamed(project.models) && !isNamed(project.people);
  if (listPersonJobs && !isForModel) return await listPersonJobs(findPerson(folder, project, name));
  if (listModelJobs) return await listModelJobs(findModel(folder, project, name), given);
  throw new UserError(t('{0} does not apply to a person or a model. Leave out the name.', stage));
}

function findPerson(folder: string, project: Project, name: string): PersonInProject {
  const { consent } = findByName(project.people, name, (known) =>
    t('The project has no person "{0}". It has: {1}.', name, known),
  );
  return {
    name,
    ...(consent !== undefined && { consent }),
    facesFolder: getFacesFolder(folder, name),
    listSources: () => listSources(folder, name),
    async listAlignments() {
      const files = await listAlignmentsFiles(folder, name);
      if (files.length === 0) throw new UserError(t('{0} has no alignments yet. Extract the faces first.', name));
      return files;
    },
    async findLargestFaceset() {
      await finishFaces(getFacesFolder(folder, name)); // half moved faces would be counted in the wrong folder
      const [largest] = (await readPerson(folder, name)).facesets;
      if (!largest) throw new UserError(t('{0} has no faces yet. Extract them first.', name));
      return largest.path;
    },
    findIni(file) {
      const path = join(folder, file);
      return existsSync(path) ? path : undefined;
    },
  };
}

function findModel(folder: string, project: Project, name: string): ModelInProject {
  const { a, b, trainer } = findByName(project.models, name, (known) =>
    t('The project has no model "{0}". It has: {1}.', name, known),
  );
  return {
    name,
    trainer,
    path: getModelFolder(folder, name),
    a: findPerson(folder, project, a),
    b: findPerson(folder, project, b),
  };
}

function findByName<T extends { readonly name: string }>(
  entries: readonly T[],
  name: string,
  describeMissing: (known: string) => string,
): T {
  const entry = entries.find((other) => other.name === name);
  if (!entry) throw new UserError(describeMissing(entries.map((other) => other.name).join(', ') || '–'));
  return entry;
}

async function listSources(folder: string, person: string): Promise<SourceInProject[]> {
  const place = getSourcesFolder(folder, person);
  const paths = await listEntries(folder, place);
  if (paths.length === 0) throw new UserError(t('{0} has no videos yet. Put them into {1}.', person, place));
  rejectSameStems(
    place,
    paths.map((path) => basename(path)),
  );
  return paths.map((path) => ({
    path,
    alignments: getAlignmentsFile(folder, person, path),
    getSwapPath: (swapName) => chooseFreeResult(getSwapPath(folder, swapName, path)),
    getPreviewPath: (swapName) => getPreviewPath(folder, swapName, path),
  }));
}
