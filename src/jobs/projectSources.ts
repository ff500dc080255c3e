import { copyFile, lstat, mkdir, stat, symlink } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { hasCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { sourcesOf } from './projectPaths';

/**
 * Puts a video or a folder of images among the sources of a person: as a link, for videos are large; as a copy where
 * the system allows no links. A name that is there already gets a number.
 * @throws UserError when there is nothing at `path`.
 */
export async function addSource(project: string, person: string, path: string): Promise<string> {
  const original = resolve(path);
  const found = await stat(original).catch(() => undefined);
  if (!found) throw new UserError(t('{0} does not exist. Check the path.', original));
  const folder = sourcesOf(project, person);
  await mkdir(folder, { recursive: true });
  const target = await freePath(folder, basename(original));
  try {
    await symlink(original, target, found.isDirectory() ? 'junction' : 'file');
  } catch (error) {
    if (!hasCode(error, 'EPERM', 'ENOSYS', 'ENOTSUP') || found.isDirectory()) throw error;
    await copyFile(original, target);
  }
  return target;
}

async function freePath(folder: string, name: string): Promise<string> {
  const extension = extname(name);
  const stem = basename(name, extension);
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? name : `${stem}-${number}${extension}`);
    const taken = await lstat(path).then(
      () => true,
      () => false,
    );
    if (!taken) return path;
  }
}
