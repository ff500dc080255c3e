import { moveToTrash, restoreFromTrash } from '../files/trash';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { assertInProject } from './assertInProject';
import { assertNewName, type Project, readProject, writeProject } from './project';
import { getModelFolder, getPersonFolder } from './projectPaths';

/** What to remove from a project. */
export interface Removal {
  /** The names of people. */
  readonly people?: readonly string[];
  /** The names of models. */
  readonly models?: readonly string[];
  /** Files and folders of the project. */
  readonly paths?: readonly string[];
}

/** What was removed, so that it can be put back. */
export interface Removed {
  readonly project: string;
  readonly paths: readonly string[];
  /** The folder in the trash that has the files. */
  readonly trash: string;
  /** The records that were in the project file, with their places there. */
  readonly records: { readonly [K in 'people' | 'models']: readonly (readonly [number, Project[K][number]])[] };
}

/**
 * Moves the files of people, of models and of other entries to the trash of the project, and takes their records out of
 * the project file. Either all of it is done, or nothing.
 * @throws UserError when a file cannot be moved or the project file cannot be written
 */
export async function removeFromProject(project: string, removal: Removal): Promise<Removed> {
  const { people = [], models = [] } = removal;
  const paths = [
    ...people.map((name) => getPersonFolder(project, name)),
    ...models.map((name) => getModelFolder(project, name)),
    ...(removal.paths ?? []),
  ];
  for (const path of paths) assertInProject(project, path);
  const before = await readProject(project);
  const records = { people: pickRecords(before.people, people), models: pickRecords(before.models, models) };
  const trash = await moveToTrash(project, paths);
  try {
    if (people.length + models.length > 0)
      await writeProject(project, {
        ...before,
        people: before.people.filter(({ name }) => !people.includes(name)),
        models: before.models.filter(({ name }) => !models.includes(name)),
      });
  } catch (error) {
    await restoreFromTrash(project, paths, trash);
    throw error;
  }
  return { project, paths, trash, records };
}

/**
 * Puts back what was removed, with its records.
 * @throws UserError when its place or its name is in use by now
 */
export async function restoreToProject({ project, paths, trash, records }: Removed): Promise<void> {
  const now = await readProject(project);
  for (const [, { name }] of records.people) assertNewName(name, now.people);
  for (const [, { name }] of records.models) assertNewName(name, now.models);
  const known = new Set([...now.people, ...records.people.map(([, person]) => person)].map(({ name }) => name));
  for (const [, { name, a, b }] of records.models) assertPeopleKnown(name, [a, b], known);
  await restoreFromTrash(project, paths, trash);
  if (records.people.length + records.models.length > 0)
    await writeProject(project, {
      ...now,
      people: insertRecords(now.people, records.people),
      models: insertRecords(now.models, records.models),
    });
}

function pickRecords<T extends { readonly name: string }>(
  records: readonly T[],
  names: readonly string[],
): (readonly [number, T])[] {
  return [...records.entries()].filter(([, { name }]) => names.includes(name));
}

function insertRecords<T>(records: readonly T[], removed: readonly (readonly [number, T])[]): T[] {
  const all = [...records];
  for (const [index, record] of removed) all.splice(index, 0, record);
  return all;
}

function assertPeopleKnown(model: string, people: readonly string[], known: ReadonlySet<string>): void {
  const missing = people.find((name) => !known.has(name));
  if (missing !== undefined)
    throw new UserError(
      t('The model {0} cannot be put back, because {1} is not in the project. Put {1} back first.', model, missing),
    );
}
