import { copyFile, lstat, mkdir, readdir, stat, symlink, unlink } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { moveToTrash } from '../files/trash';
import { isImageName } from '../media/imageNames';
import { isVideoName } from '../media/videoFormat';
import { hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { getSourcesFolder, getStem } from './paths';

/**
 * Puts a video or a folder of images among the sources of a person: as a link, for videos are large; as a copy where
 * the system allows no links. A name that is there already gets a number.
 * @throws UserError when there is nothing at `path`, or nothing to take faces from
 */
export async function addSource(project: string, person: string, path: string): Promise<string> {
  const original = resolve(path);
  const found = await stat(original).catch(() => undefined);
  if (!found) throw new UserError(t('{0} does not exist. Check the path.', original));
  if (!(found.isDirectory() ? await hasImages(original) : isVideoName(original)))
    throw new UserError(t('{0} is not a video or a folder of images or faces.', original));
  const folder = getSourcesFolder(project, person);
  await mkdir(folder, { recursive: true });
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

/**
 * Takes a source out of a person's: a link goes, what it leads to stays; a file or a folder goes to the trash beside it.
 * @throws UserError when it is no source of the person
 */
export async function removeSource(project: string, person: string, path: string): Promise<void> {
  const folder = getSourcesFolder(project, person);
  const source = resolve(path);
  if (dirname(source) !== folder) throw new UserError(t('{0} is not a video of {1}.', path, person));
  const entry = await lstat(source).catch(() => undefined); // gone already
  if (entry?.isSymbolicLink()) await unlink(source);
  else if (entry) await moveToTrash(folder, [source]);
}

/** A name whose stem no other source has: faces, alignments and swaps are named by it. */
async function chooseFreePath(folder: string, name: string): Promise<string> {
  const stems = new Set((await readdir(folder)).map((entry) => getStem(entry).toLowerCase()));
  const [stem, extension] = [getStem(name), extname(name)];
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? stem : `${stem}-${number}`;
    if (!stems.has(numbered.toLowerCase())) return join(folder, numbered + extension);
  }
}
