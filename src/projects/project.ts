import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { explainFileError, writeFileAtomic } from '../files/atomicFile';
import type { Preset } from '../options/preset';
import { hasErrorCode, UserError } from '../shared/errors';
import { isFolderName, maxFolderNameLength } from '../shared/folderName';
import { t } from '../shared/l10n';
import { createTrainIni } from '../training/store/trainIniFile';
import { getModelFolder } from './paths';
import {
  emptyProject,
  findProjectFault,
  type Person,
  type Project,
  type ProjectModel,
  projectFileName,
} from './projectFile';

const largestFileBytes = 4 << 20;

/** @throws UserError when `folder` has no sound project file. */
export async function readProject(folder: string): Promise<Project> {
  const path = join(folder, projectFileName);
  let value: unknown;
  try {
    if ((await stat(path)).size > largestFileBytes)
      throw new UserError(t('{0} is too large for a project file.', path));
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT'))
      throw new UserError(t('{0} is not a project: it has no {1}.', folder, projectFileName));
    if (error instanceof SyntaxError) throw new UserError(t('{0} is not valid JSON: {1}.', path, error.message));
    throw explainFileError(error, path);
  }
  const fault = findProjectFault(value);
  if (fault !== undefined)
    throw new UserError(t('{0} is not a valid project file: the value at {1} is not allowed.', path, fault));
  return value as Project;
}

/** Makes `folder` a project. @throws UserError when it is one already. */
export async function createProject(folder: string): Promise<Project> {
  await assertNoProject(folder);
  await mkdir(folder, { recursive: true });
  await writeProject(folder, emptyProject);
  return emptyProject;
}

/** @throws UserError when `folder` is a project */
export async function assertNoProject(folder: string): Promise<void> {
  const there = await stat(join(folder, projectFileName)).catch(() => undefined);
  if (there) throw new UserError(t('{0} is already a project.', folder));
}

/** Adds a person and the folders of that person. @throws UserError for a name that is taken or cannot be a folder. */
export async function addPerson(folder: string, person: Person): Promise<Project> {
  const project = await readProject(folder);
  assertNewName(person.name, project.people);
  for (const part of ['sources', 'faces', 'alignments'])
    await mkdir(join(folder, 'people', person.name, part), { recursive: true });
  const changed = { ...project, people: [...project.people, person] };
  await writeProject(folder, changed);
  return changed;
}

/** Writes down on what basis a person may be shown; an empty note takes the old one away. */
export async function setConsent(folder: string, name: string, note: string): Promise<Project> {
  const project = await readProject(folder);
  const noted = note.trim();
  const people = project.people.map((person) => {
    if (person.name !== name) return person;
    return noted === '' ? { name } : { name, consent: noted };
  });
  const changed = { ...project, people };
  await writeProject(folder, changed);
  return changed;
}

/** Adds a model, or gives the one of the same name back when it is for the same people and of the same kind. */
export async function addModel(folder: string, model: ProjectModel): Promise<Project> {
  const project = await readProject(folder);
  const same = project.models.find((other) => other.name === model.name);
  if (same && same.a === model.a && same.b === model.b && same.trainer === model.trainer) return project;
  assertNewName(model.name, project.models);
  const changed = { ...project, models: [...project.models, model] };
  await writeProject(folder, changed);
  return changed;
}

/** Adds a model that is trained as a preset says; its configuration is written at once. */
export async function addModelByPreset(
  folder: string,
  model: Omit<ProjectModel, 'trainer'>,
  { trainer, text }: Preset,
): Promise<Project> {
  const project = await addModel(folder, { ...model, trainer });
  await createTrainIni(getModelFolder(folder, model.name), text);
  return project;
}

export function assertNewName(name: string, taken: readonly { readonly name: string }[]): void {
  if (!isFolderName(name))
    throw new UserError(
      t(
        '"{0}" is not a valid name. Use 1 to {1} characters that are allowed in a folder name.',
        name,
        maxFolderNameLength,
      ),
    );
  // Some file systems hold two spellings of one name for the same.
  const plain = (text: string) => text.normalize('NFC').toLowerCase();
  if (taken.some((other) => plain(other.name) === plain(name)))
    throw new UserError(t('The name "{0}" is already in use.', name));
}

async function writeProject(folder: string, project: Project): Promise<void> {
  await writeFileAtomic(join(folder, projectFileName), `${JSON.stringify(project, undefined, 2)}\n`);
}
