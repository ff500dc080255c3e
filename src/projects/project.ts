import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { writeFileAtomic } from '../files/atomicFile';
import { createFolder } from '../files/createFolder';
import { readRegularFile } from '../files/regularFile';
import { explainFileError } from '../files/systemErrors';
import { decodeText } from '../files/textEncoding';
import { hasErrorCode, UserError } from '../shared/errors';
import { isFolderName, maxFolderNameLength, simplifyName } from '../shared/folderName';
import { t } from '../shared/l10n';
import { findTrainerName } from '../training/models/models';
import { projectFileName } from './projectPaths';

/** A person whose face is in the project. */
export interface Person {
  readonly name: string;
  /** On what basis this person may be shown: a release, their word, a public figure in parody, … */
  readonly consent?: string;
}

/** A model that puts the face of `b` on `a`; both are names of people. */
export interface ProjectModel {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  readonly trainer: string;
}

/** The content of `faceswap.json`. */
export interface Project {
  readonly version: 1;
  readonly people: readonly Person[];
  readonly models: readonly ProjectModel[];
}

const emptyProject: Project = { version: 1, people: [], models: [] };

/** Characters. */
export const maxConsentLength = 4000;
const maxFileBytes = 4 << 20;
const maxEntries = 1000;

const nameSchema = v.pipe(v.string(), v.check(isFolderName));

const personSchema = createRecordSchema({
  name: nameSchema,
  consent: v.optional(v.pipe(v.string(), v.maxLength(maxConsentLength))),
});

const modelSchema = createRecordSchema({ name: nameSchema, a: nameSchema, b: nameSchema, trainer: nameSchema });

const projectSchema = v.pipe(
  createRecordSchema({
    version: v.literal(1),
    people: createListSchema(personSchema),
    models: createListSchema(modelSchema),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { people, models } = dataset.value;
    const names = new Set(people.map(({ name }) => name));
    const index = models.findIndex(({ a, b }) => !names.has(a) || !names.has(b));
    if (index >= 0) addIssue({ path: [createPathItem('models', models), createPathItem(index, models[index])] });
  }),
);

/** Returns the JSON path of the first value that a project file may not have; undefined when there is none. */
export function findProjectFault(value: unknown): string | undefined {
  const { issues } = v.safeParse(projectSchema, value, { abortEarly: true });
  return issues && `/${(issues[0].path ?? []).map(({ key }) => String(key)).join('/')}`;
}

/** Accepts objects with these entries and others, which a later version may have written; arrays are no objects here. */
function createRecordSchema<const T extends v.ObjectEntries>(entries: T) {
  return v.pipe(
    v.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
    v.looseObject(entries),
  );
}

/** Accepts lists in which no two entries have the same name. */
function createListSchema<T extends v.GenericSchema<unknown, { readonly name: string }>>(entry: T) {
  return v.pipe(
    v.array(entry),
    v.maxLength(maxEntries),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const names = dataset.value.map(({ name }) => name);
      const index = names.findIndex((name, index) => names.indexOf(name) < index);
      if (index < 0) return;
      addIssue({ path: [createPathItem(index, dataset.value[index]), createPathItem('name', names[index])] });
    }),
  );
}

function createPathItem(key: string | number, value: unknown): v.UnknownPathItem {
  return { type: 'unknown', origin: 'value', input: undefined, key, value };
}

/** @throws UserError when `folder` has no valid project file */
export async function readProject(folder: string): Promise<Project> {
  const path = join(folder, projectFileName);
  let value: unknown;
  try {
    value = parseProjectText(decodeText(await readRegularFile(path, maxFileBytes), path));
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT'))
      throw new UserError(t('{0} is not a project: it has no {1}.', folder, projectFileName));
    if (error instanceof SyntaxError)
      throw new UserError(t('{0} is not valid JSON: {1}. Correct the file.', path, error.message));
    throw explainFileError(error, path);
  }
  const fault = findProjectFault(value);
  if (fault !== undefined)
    throw new UserError(
      t('{0} is not a valid project file: the value at {1} is not allowed. Correct the file.', path, fault),
    );
  const project = value as Project;
  const models = project.models.map((model) => ({
    ...model,
    trainer: findTrainerName(model.trainer) ?? model.trainer,
  }));
  return { ...project, models };
}

/** @throws SyntaxError */
function parseProjectText(text: string): unknown {
  if (text.trim() === '') throw new SyntaxError(t('it is empty'));
  return JSON.parse(text);
}

export async function writeProject(folder: string, project: Project): Promise<void> {
  await writeFileAtomic(join(folder, projectFileName), `${JSON.stringify(project, undefined, 2)}\n`);
}

/** Turns `folder` into a project. @throws UserError when it is one already */
export async function createProject(folder: string): Promise<Project> {
  await assertNoProject(folder);
  await createFolder(folder);
  await writeProject(folder, emptyProject);
  return emptyProject;
}

/** @throws UserError when `folder` is a project */
export async function assertNoProject(folder: string): Promise<void> {
  if (await isProject(folder)) throw new UserError(t('{0} is already a project.', folder));
}

/** Returns whether `folder` has a project file, valid or not. */
export async function isProject(folder: string): Promise<boolean> {
  return (await stat(join(folder, projectFileName)).catch(() => undefined)) !== undefined;
}

/** @throws UserError when a person or a model cannot be named `name`, because of its characters or the names in use */
export function assertNewName(name: string, entries: readonly { readonly name: string }[]): void {
  if (!isFolderName(name))
    throw new UserError(
      t(
        '"{0}" is not a valid name. Use 1 to {1} characters that are allowed in a folder name.',
        name,
        maxFolderNameLength,
      ),
    );
  if (entries.some((other) => simplifyName(other.name) === simplifyName(name)))
    throw new UserError(t('The name "{0}" is already in use.', name));
}
