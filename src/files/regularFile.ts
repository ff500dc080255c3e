import { constants, type Stats } from 'node:fs';
import { copyFile, type FileHandle, lstat, open, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasErrorCode } from '../shared/errors';
import { t } from '../shared/l10n';
import { writeAtomic } from './atomicFile';
import { requireInside, UnfitFileError } from './storedPath';
import { explainFileError } from './systemErrors';

/**
 * Reads files that may have come from anywhere. A folder, a device and a pipe are refused before they are opened, because
 * opening a pipe waits for ever and a device may do anything; a link is followed only to a place within its own folder.
 */
export interface ReadPlace {
  /** The folder that the file must be in when all links are followed; its own folder when left out. */
  readonly within?: string;
  /** Follows a link to anywhere, because the user has named this path, and not a folder that it was found in. */
  readonly isNamed?: boolean;
}

/** Windows has none of these; there `lstat` alone decides. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_NOCTTY = 0 } = constants;

/** Opens a regular file to read. @throws UnfitFileError; the error of the system where there is no file */
export async function openRegularFile(path: string, place: ReadPlace = {}): Promise<FileHandle> {
  const real = await requireRegularFile(path, place);
  return await openChecked(real, constants.O_RDONLY, path);
}

/**
 * Returns the path without links of a regular file, for a program that opens it by its name.
 * @throws UnfitFileError; the error of the system where there is no file
 */
export async function requireRegularFile(path: string, { within, isNamed = false }: ReadPlace = {}): Promise<string> {
  try {
    const entry = await lstat(path);
    const isLink = entry.isSymbolicLink();
    if (!isNamed && (isLink || within !== undefined)) await requireInside(within ?? dirname(path), path);
    const found = isLink ? await stat(path) : entry;
    if (!found.isFile()) throw createUnfitError(path);
    return isLink ? await realpath(path) : path;
  } catch (error) {
    throw explainReadError(error, path);
  }
}

/** Returns the content of a regular file of at most `maxBytes`. @throws UnfitFileError; the error of the system where there is none */
export async function readRegularFile(path: string, maxBytes: number, place: ReadPlace = {}): Promise<Buffer> {
  const file = await openRegularFile(path, place);
  try {
    const { size } = await file.stat();
    if (size > maxBytes) throw createTooLargeError(path, maxBytes);
    return await readUpTo(file, size);
  } catch (error) {
    throw explainReadError(error, path);
  } finally {
    await file.close();
  }
}

/** Returns the text of a regular file of at most `maxBytes`, in UTF-8. @throws as {@link readRegularFile} */
export async function readRegularText(path: string, maxBytes: number, place: ReadPlace = {}): Promise<string> {
  return (await readRegularFile(path, maxBytes, place)).toString('utf8');
}

/** Opens a regular file to append to, and creates it; never writes through a link of either kind. @throws UnfitFileError */
export async function openToAppend(path: string): Promise<FileHandle> {
  const entry = await lstat(path).catch(() => undefined); // open reports it
  if (entry) await requireOwnFile(path, entry);
  const { O_APPEND, O_CREAT, O_WRONLY } = constants;
  return await openChecked(path, O_WRONLY | O_APPEND | O_CREAT, path);
}

/** Opens a regular file to change bytes in it; never writes through a link of either kind. @throws UnfitFileError; the error of the system where there is no file */
export async function openToChange(path: string): Promise<FileHandle> {
  await requireOwnFile(path, await lstat(path));
  return await openChecked(path, constants.O_RDWR, path);
}

/**
 * Makes a regular file one that may be changed in its place: a file with further names, which may be a backup or somebody
 * else's, is replaced by a copy first.
 */
async function requireOwnFile(path: string, entry: Stats): Promise<void> {
  if (entry.isSymbolicLink()) throw createLinkError(path);
  if (!entry.isFile()) throw createUnfitError(path);
  if (entry.nlink > 1) await writeAtomic(path, (temporary) => copyFile(path, temporary));
}

/** Opens a file that was regular just now, and looks once more at what was opened. */
async function openChecked(real: string, flags: number, path: string): Promise<FileHandle> {
  const file = await open(real, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY).catch((error: unknown) => {
    throw explainReadError(error, path);
  });
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw createUnfitError(path);
}

/** Node ends the process where more are asked for at once than fit into an int32. */
const maxReadBytes = 2 ** 30;

/** Reads `size` bytes from the start, or fewer where the file has become shorter: a file that grows is not followed. */
async function readUpTo(file: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await file.read(bytes, length, Math.min(size - length, maxReadBytes), length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

/** Returns the error to throw instead of one of the system; a missing file stays what it is, because callers expect it. */
function explainReadError(error: unknown, path: string): unknown {
  if (hasErrorCode(error, 'EISDIR', 'ENXIO', 'ENODEV')) return createUnfitError(path);
  if (hasErrorCode(error, 'ELOOP')) return createLinkError(path);
  return explainFileError(error, path);
}

function createUnfitError(path: string): UnfitFileError {
  return new UnfitFileError(
    t('{0} is not a file but a folder, a device or a pipe. Move it away, then run the command again.', path),
  );
}

function createLinkError(path: string): UnfitFileError {
  return new UnfitFileError(t('{0} is a link that is not followed. Replace it by the file itself.', path));
}

function createTooLargeError(path: string, maxBytes: number): UnfitFileError {
  return new UnfitFileError(
    t(
      '{0} is larger than {1} MB, the limit for files of this kind. Move it away, or choose another.',
      path,
      Math.max(1, Math.round(maxBytes / 1e6)),
    ),
  );
}
