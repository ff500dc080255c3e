import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';

/**
 * Writes a file so that a reader, or a kill at any moment, sees the old content or the new, never a part:
 * temporary file in the same folder, fsync, rename, fsync of the folder.
 * @throws UserError when the disk is full or the folder cannot be written.
 */
export async function writeFileAtomic(path: string, content: Uint8Array | string): Promise<void> {
  await writeAtomic(path, async (temporary) => {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/** Like {@link writeFileAtomic} for content that something else writes: `write` fills the temporary path it is given. */
export async function writeAtomic(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = createTemporaryPath(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await write(temporary);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined); // the first error is the one to tell
    throw explainFileError(error, path);
  }
}

/**
 * Makes a folder that is there with all of its content, or not at all: `fill` fills the temporary folder it is given.
 * @param temporary a name of {@link createTemporaryPath} beside `path`, by which the owner finds what a kill left
 * @throws UserError when the disk is full or may not be written; Error when `path` exists and is not empty.
 */
export async function writeFolderAtomic(
  path: string,
  fill: (temporary: string) => Promise<void>,
  temporary: string = createTemporaryPath(path),
): Promise<void> {
  try {
    await mkdir(temporary, { recursive: true });
    await fill(temporary);
    await syncFolder(temporary);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined); // the first error is the one to tell
    throw explainFileError(error, path);
  }
}

/** A name beside `path` that keeps its extension, because writers such as ffmpeg choose the format by it. */
export function createTemporaryPath(path: string): string {
  return join(dirname(path), `.${randomBytes(4).toString('hex')}.part-${basename(path)}`);
}

/** Whether a name is one of {@link createTemporaryPath}: what a killed process left behind. */
export function isTemporaryName(name: string): boolean {
  return /^\.[0-9a-f]{8}\.part-/.test(name);
}

/** Turns the system errors that a user can mend into a clear sentence; passes everything else on. */
export function explainFileError(error: unknown, path: string): unknown {
  if (hasErrorCode(error, 'ENOSPC', 'EDQUOT'))
    return new UserError(
      t('The disk is full: {0} could not be written. Free some space and run the same command again.', path),
    );
  if (hasErrorCode(error, 'EACCES', 'EPERM', 'EROFS'))
    return new UserError(t('No permission for {0}. Change its permissions or choose another folder.', path));
  return error;
}

/** Lets what a folder lists outlive the machine's power too. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // Windows cannot open a folder to sync it
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
