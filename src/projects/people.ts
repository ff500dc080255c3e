import { copyFile, readdir, stat, symlink } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { createFolder } from '../files/createFolder';
import { isImageName } from '../media/imageNames';
import { isVideoName } from '../media/videoFormat';
import { hasErrorCode, UserError } from '../shared/errors';
import { chooseFreeName } from '../shared/folderName';
import { t } from '../shared/l10n';
import { assertNewName, type Person, type Project, readProject, writeProject } from './project';
import { getSourcesFolder, getStem } from './projectPaths';

/**
 * Adds a person to the project in `folder`, creates the folders of that person, and returns the project.
 * @throws UserError for a name that is in use or that no folder can have
 */
export async function addPerson(folder: string, person: Person): Promise<Project> {
  const project = await readProject(folder);
  assertNewName(person.name, project.people);
  for (const part of ['sources', 'faces', 'alignments']) await createFolder(join(folder, 'people', person.name, part));
  const changed = { ...project, people: [...project.people, person] };
  await writeProject(folder, changed);
  return changed;
}

/** Stores the note on what basis a person may be shown, and returns the project; an empty note removes it. */
export async function setConsent(folder: string, name: string, note: string): Promise<Project> {
  const project = await readProject(folder);
  const consent = note.trim();
  const people = project.people.map((person) => {
    if (person.name !== name) return person;
    return consent === '' ? { name } : { name, consent };
  });
  const changed = { ...project, people };
  await writeProject(folder, changed);
  return changed;
}

/**
 * Adds a video or a folder of images to the sources of a person, and returns its path there. It is linked, because videos
 * are large, and copied only where the system allows no links. A number is added to a name that is in use.
 * @throws UserError when there is nothing at `path`, or when it is neither a video nor a folder with images
 */
export async function addSource(project: string, person: string, path: string): Promise<string> {
  const original = resolve(path);
  const found = await stat(original).catch(() => undefined);
  if (!found) throw new UserError(t('{0} does not exist. Check the path.', original));
  if (!(found.isDirectory() ? await hasImages(original) : isVideoName(original)))
    throw new UserError(t('{0} is not a video or a folder of images or faces.', original));
  const folder = getSourcesFolder(project, person);
  await createFolder(folder);
  const target = await chooseFreePath(folder, basename(original));
  try {
    await symlink(original, target, found.isDirectory() ? 'junction' : 'file');
  } catch (error) {
    if (!hasErrorCode(error, 'EPERM', 'ENOSYS', 'ENOTSUP') || found.isDirectory()) throw error;
    await copyFile(original, target);
  }
  return target;
}

async function hasImages(folder: string): Promise<boolean> {
  return (await readdir(folder)).some(isImageName);
}

/** Returns a path whose name without the extension no other source has: faces, alignments and swaps are named by it. */
async function chooseFreePath(folder: string, name: string): Promise<string> {
  const stems = (await readdir(folder)).map(getStem);
  return join(folder, chooseFreeName(getStem(name), stems) + extname(name));
}
