import { lstatSync, type Stats, statSync } from 'node:fs';
import { readdir, rename, unlink } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { getProgressPath } from '../facesets/alignmentsPath';
import { renameFrames } from '../facesets/renameFrames';
import { explainFileError } from '../files/systemErrors';
import { UserError } from '../shared/errors';
import { isFolderName, maxFolderNameLength, simplifyName } from '../shared/folderName';
import { t } from '../shared/l10n';
import { getFirstFramePath } from '../stages/firstFrame';
import { assertNewName, readProject, writeProject } from './project';
import { withProjectLock } from './projectLock';
import {
  getAlignmentsFile,
  getFacesFolder,
  getModelFolder,
  getOldFirstFramePath,
  getPersonFolder,
  getStem,
  isPreviewPath,
  previewEnding,
} from './projectPaths';

/**
 * Renames a person in the project file, in its models and on the disk.
 * @throws UserError when the name is not valid or in use
 */
export async function renamePerson(project: string, from: string, to: string): Promise<void> {
  const before = await readProject(project);
  assertNewName(
    to,
    before.people.filter(({ name }) => name !== from),
  );
  const rename = (name: string) => (name === from ? to : name);
  await movePath(getPersonFolder(project, from), getPersonFolder(project, to), () =>
    writeProject(project, {
      ...before,
      people: before.people.map((person) => ({ ...person, name: rename(person.name) })),
      models: before.models.map((model) => ({ ...model, a: rename(model.a), b: rename(model.b) })),
    }),
  );
}

/** Renames a model in the project file and on the disk. @throws UserError when the name is not valid or in use */
export async function renameModel(project: string, from: string, to: string): Promise<void> {
  const before = await readProject(project);
  assertNewName(
    to,
    before.models.filter(({ name }) => name !== from),
  );
  await movePath(getModelFolder(project, from), getModelFolder(project, to), () =>
    writeProject(project, {
      ...before,
      models: before.models.map((model) => (model.name === from ? { ...model, name: to } : model)),
    }),
  );
}

/** Renames a result with its still, or a folder of faces; returns its new path. @throws UserError as {@link assertNewFileName} */
export async function renameFile(path: string, name: string): Promise<string> {
  assertNewFileName(path, name);
  const target = join(dirname(path), name);
  const pictures = [getOldFirstFramePath, getFirstFramePath].map(
    (getPath) => [getPath(path), getPath(target)] as const,
  );
  await movePath(path, target, async () => {
    for (const [from, to] of pictures) if (lstatSync(from, { throwIfNoEntry: false })) await movePath(from, to);
  });
  return target;
}

/**
 * Renames a source, its alignments, and its frames in the alignments and in the face images, which are named after it;
 * returns its new path.
 * @throws UserError when the name is not valid or in use, or a job is running
 */
export async function renameSource(project: string, person: string, path: string, name: string): Promise<string> {
  await assertNewSourceName(project, person, path, name);
  const target = join(dirname(path), name);
  const [alignments, newAlignments] = [path, target].map((source) => getAlignmentsFile(project, person, source));
  await withProjectLock(project, t('renaming a video'), async () => {
    const isVideo = getFixedEnding(path) !== '';
    if (isVideo) await renameFrames(getFacesFolder(project, person), alignments!, newAlignments!, getStem(target));
    else await movePath(alignments!, newAlignments!);
    await movePath(path, target);
    const [progress, newProgress] = [alignments, newAlignments].map((file) => getProgressPath(file!));
    if (!isTaken(progress!, newProgress!)) await movePath(progress!, newProgress!);
    if (isVideo && alignments !== newAlignments) await unlink(alignments!).catch(() => undefined); // there was none
  });
  return target;
}

/** @throws UserError as {@link assertNewFileName}, and when faces of another source have that name */
export async function assertNewSourceName(project: string, person: string, path: string, name: string): Promise<void> {
  assertNewFileName(path, name);
  const target = join(dirname(path), name);
  const others = (await readdir(dirname(path))).filter((other) => other !== basename(path));
  const simplifyStem = (source: string) => simplifyName(getStem(source));
  const isTakenStem = others.some((other) => simplifyStem(other) === simplifyStem(name));
  if (isTakenStem || isTaken(getAlignmentsFile(project, person, path), getAlignmentsFile(project, person, target)))
    throw new UserError(t('The name "{0}" is already in use.', getStem(name)));
}

/** Returns the ending of a file's name that a new name must keep, because programs tell by it what the file is. */
export function getFixedEnding(path: string): string {
  if (isPreviewPath(path)) return previewEnding;
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? '' : extname(path);
}

/** @throws UserError when a file or folder cannot be named `name`, because of its characters, its ending or the names in use */
export function assertNewFileName(path: string, name: string): void {
  const ending = getFixedEnding(path);
  const stem = name.slice(0, name.length - ending.length);
  if (!name.toLowerCase().endsWith(ending.toLowerCase())) throw new UserError(t('The name must end with {0}.', ending));
  if (!isFolderName(stem))
    throw new UserError(
      t(
        '"{0}" is not a valid name. Use 1 to {1} characters that are allowed in a folder name.',
        stem,
        maxFolderNameLength,
      ),
    );
  if (isTaken(path, join(dirname(path), name))) throw new UserError(t('The name "{0}" is already in use.', name));
}

/** Returns whether another file than `path` is at `target`; where case does not matter, it may be `path` itself. */
function isTaken(path: string, target: string): boolean {
  const isOtherSpelling = path.toLowerCase() === target.toLowerCase();
  const [own, other] = [path, target].map((place) => lstatSync(place, { throwIfNoEntry: false }));
  return other !== undefined && !(isOtherSpelling && own && isSame(own, other));
}

function isSame(a: Stats, b: Stats): boolean {
  return a.ino === b.ino && a.dev === b.dev;
}

/**
 * Moves a file or a folder, if there is one, and then does `record`. When that fails, it moves it back.
 * @throws UserError when there is something at `target` already
 */
async function movePath(path: string, target: string, record: () => Promise<void> = async () => undefined) {
  if (isTaken(path, target))
    throw new UserError(t('{0} is there already. Choose another name, or move it away.', target));
  const exists = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  if (exists)
    await rename(path, target).catch((error: unknown) => {
      throw explainFileError(error, path);
    });
  try {
    await record();
  } catch (error) {
    if (exists) await rename(target, path);
    throw error;
  }
}
