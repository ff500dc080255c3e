import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { rejectSameStems } from '../media/imageNames';
import type { IniFile } from '../options/iniFiles';
import type { OptionValue } from '../options/option';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import type { StageName } from '../stages/stageTable';
import { readPerson } from './content';
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
} from './paths';
import { readProject } from './project';
import type { Person, Project, ProjectModel } from './projectFile';

type Values = Readonly<Record<string, OptionValue>>;

interface Named {
  readonly folder: string;
  readonly project: Project;
  readonly name: string;
  readonly given: Values;
}

/** What a name stands for, for each stage that takes one: the options of one job, or of one for each source. */
const requestsOfStage: { readonly [S in StageName]?: (named: Named) => Promise<Values[]> } = {
  async extract({ folder, project, name }) {
    personCalled(project, name);
    return (await sourcesIn(folder, name)).map((input) => ({
      input,
      output: getFacesFolder(folder, name),
      alignments: getAlignmentsFile(folder, name, input),
      ...settingsIn(folder, 'extract.ini', { alignFilters: true }),
    }));
  },
  async sort({ folder, project, name }) {
    personCalled(project, name);
    return [{ input: getFacesFolder(folder, name) }];
  },
  async 'clean-up'({ folder, project, name }) {
    personCalled(project, name);
    const files = await listAlignmentsFiles(folder, name);
    if (files.length === 0) throw new UserError(t('{0} has no alignments yet. Extract the faces first.', name));
    return files.map((file) => ({ alignments: file, faces: getFacesFolder(folder, name) }));
  },
  async train({ folder, project, name }) {
    const model = modelCalled(project, name);
    return [
      {
        inputA: await largestFaceset(folder, model.a),
        inputB: await largestFaceset(folder, model.b),
        modelDir: getModelFolder(folder, name),
        trainer: model.trainer,
        ...consentsOf(project, model),
      },
    ];
  },
  convert: (named) => swapsOfModel(named, outputOfStage.convert),
  preview: (named) => swapsOfModel(named, outputOfStage.preview),
  'model-summary': ofModel,
  'model-inference': ofModel,
  'model-export': ofModel,
  'model-nan-scan': ofModel,
  'model-restore': ofModel,
  'model-swap-sides': ofModel,
};

type OutputOf = (project: string, model: string, source: string) => string;

const outputOfStage: Readonly<Record<'convert' | 'preview', OutputOf>> = {
  convert: getSwapPath,
  preview: getPreviewPath,
};

async function swapsOfModel({ folder, project, name, given }: Named, outputOf: OutputOf): Promise<Values[]> {
  const model = modelCalled(project, name);
  const [person, called] = given.swapModel ? [model.b, `${name}-b-to-a`] : [model.a, name];
  const swaps = await swapsOfPerson(folder, person, (input) => outputOf(folder, called, input));
  return swaps.map((swap) => ({ ...swap, modelDir: getModelFolder(folder, name), ...consentsOf(project, model) }));
}

async function swapsOfPerson(folder: string, person: string, outputOf: (source: string) => string): Promise<Values[]> {
  return (await sourcesIn(folder, person)).map((input) => ({
    input,
    alignments: getAlignmentsFile(folder, person, input),
    output: outputOf(input),
    ...settingsIn(folder, 'convert.ini'),
  }));
}

/**
 * The options of the jobs that swap the faces of a person of the project by a .dfm file; what is `given` wins.
 * @throws UserError for a name that the project does not have, and when there is nothing to work on
 */
export async function buildDfmJobs(
  folder: string,
  stage: 'convert' | 'preview',
  file: string,
  person: string,
  given: Values,
): Promise<Values[]> {
  const { consent } = personCalled(await readProject(folder), person);
  const swaps = await swapsOfPerson(folder, person, (input) => outputOfStage[stage](folder, getStem(file), input));
  return swaps.map((swap) => ({
    ...swap,
    modelDir: file,
    ...(consent !== undefined && { consentA: consent }),
    ...given,
  }));
}

/** A settings file of the project counts for all that is done in it, along with what it is written for. */
function settingsIn(folder: string, name: IniFile['name'], purpose: Values = {}): Values {
  const config = join(folder, name);
  return existsSync(config) ? { config, ...purpose } : {};
}

async function ofModel({ folder, project, name }: Named): Promise<Values[]> {
  return [{ modelDir: getModelFolder(folder, modelCalled(project, name).name) }];
}

/**
 * The options of the jobs that do `stage` for the person or the model `name` of the project in `folder`; what is
 * `given` wins. With an `input` given, only the source of that name is worked on.
 * @throws UserError for a name that the project does not have, and when there is nothing to work on.
 */
export async function buildProjectJobs(
  folder: string,
  stage: StageName,
  name: string,
  given: Values,
): Promise<Values[]> {
  const requests = await requestsOfStage[stage]?.({ folder, project: await readProject(folder), name, given });
  if (!requests) throw new UserError(t('{0} does not apply to a person or a model. Leave out the name.', stage));
  const wanted = given.input === undefined ? undefined : basename(String(given.input));
  const chosen = requests.filter((request) => wanted === undefined || basename(String(request.input)) === wanted);
  if (chosen.length === 0) throw new UserError(t('{0} has no source named {1}.', name, wanted ?? ''));
  const { input: _input, ...rest } = given;
  return chosen.map((request) => ({ ...request, ...rest }));
}

/** Their notes travel with the model, on its card, and with what is made by it. */
function consentsOf({ people }: Project, { a, b }: ProjectModel): Values {
  const consent = (name: string) => people.find((person) => person.name === name)?.consent;
  const [consentA, consentB] = [consent(a), consent(b)];
  return { ...(consentA !== undefined && { consentA }), ...(consentB !== undefined && { consentB }) };
}

/** After sorting, the person of the video is the one who is seen most. */
async function largestFaceset(folder: string, person: string): Promise<string> {
  const [largest] = (await readPerson(folder, person)).facesets;
  if (!largest) throw new UserError(t('{0} has no faces yet. Extract them first.', person));
  return largest.path;
}

function personCalled(project: Project, name: string): Person {
  return called(project.people, name, (known) => t('The project has no person "{0}". It has: {1}.', name, known));
}

function modelCalled(project: Project, name: string): ProjectModel {
  return called(project.models, name, (known) => t('The project has no model "{0}". It has: {1}.', name, known));
}

function called<T extends { readonly name: string }>(
  list: readonly T[],
  name: string,
  refusal: (known: string) => string,
): T {
  const entry = list.find((other) => other.name === name);
  if (!entry) throw new UserError(refusal(list.map((other) => other.name).join(', ') || '–'));
  return entry;
}

async function sourcesIn(folder: string, person: string): Promise<string[]> {
  const place = getSourcesFolder(folder, person);
  const sources = await listEntries(place);
  if (sources.length === 0) throw new UserError(t('{0} has no videos yet. Put them into {1}.', person, place));
  rejectSameStems(
    place,
    sources.map((path) => basename(path)),
  );
  return sources;
}
