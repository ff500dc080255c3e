import { lstat, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { createTemporaryPath } from '../files/atomicFile';
import { explainFileError } from '../files/systemErrors';
import { isVideoName } from '../media/videoFormat';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { assertInProject } from './assertInProject';

/** Returns the path of the original of a linked source; undefined for one that is no link. */
export async function readOriginal(source: string): Promise<string | undefined> {
  const isLink = (await lstat(source).catch(() => undefined))?.isSymbolicLink() ?? false;
  return isLink ? resolve(dirname(source), await readlink(source)) : undefined;
}

/** Returns whether `original` is a folder. @throws UserError when it is one, but the source was a video, or the other way round */
export async function assertSameKind(source: string, original: string): Promise<boolean> {
  const isFolder = await stat(original).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (isFolder === isVideoName(source))
    throw new UserError(
      isFolder
        ? t('{0} is a folder, but {1} was a video. Choose a video.', original, basename(source))
        : t('{0} is a file, but {1} was a folder of images. Choose a folder.', original, basename(source)),
    );
  return isFolder;
}

/**
 * Links a source to another original, in one step. Its name stays, because faces and alignments are named after it.
 * @throws UserError when the source is no link of the project, or the original is of another kind
 */
export async function relinkSource(project: string, source: string, original: string): Promise<void> {
  assertInProject(project, source);
  if ((await readOriginal(source)) === undefined)
    throw new UserError(t('{0} is a file of the project, and no link to another one.', source));
  const isFolder = await assertSameKind(source, original);
  const temporary = createTemporaryPath(source);
  try {
    await symlink(original, temporary, isFolder ? 'junction' : 'file');
    await rename(temporary, source);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined); // the first error matters more
    throw explainFileError(error, source);
  }
}
