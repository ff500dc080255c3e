import { basename, dirname, join } from 'node:path';
import { getErrorMessage, hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { temporaryStart } from './fileName';

// What the system refuses becomes a sentence here: what is wrong, with which file, and what to do.

type Explain = (path: string) => string;

/** Refusals that no caller expects. */
const refusals: Readonly<Record<string, Explain>> = {
  ENOSPC: (path) =>
    t('The disk is full: {0} could not be written. Free some space and run the same command again.', path),
  EACCES: (path) => t('No permission for {0}. Change its permissions or choose another folder.', path),
  EROFS: (path) => t('{0} is on a disk that can only be read. Choose another folder.', path),
  EMFILE: (path) =>
    t(
      'Too many files are open at once, so {0} could not be opened. Close other programs and run the same command again.',
      path,
    ),
  EIO: (path) =>
    t(
      'The disk reports an error at {0}. Check the disk and its cable, copy the files to another disk, and try again.',
      path,
    ),
  ELOOP: (path) => t('{0} is a link that leads in a circle. Remove it and run the same command again.', path),
  ENAMETOOLONG: (path) => t('The name of {0} is too long for this disk. Choose a shorter name.', path),
  EBUSY: (path) => t('Another program is using {0}. Close it and run the same command again.', path),
  ESTALE: (path) =>
    t('The disk with {0} is no longer connected. Connect it again and run the same command again.', path),
  EFBIG: (path) => t('{0} became too large for this disk or this user. Choose another disk.', path),
};

/** What a caller may have expected, and has handled where it did. */
const surprises: Readonly<Record<string, Explain>> = {
  ENOENT: (path) =>
    t('{0} is not there, or another program has removed or renamed it. Run the same command again.', path),
  EEXIST: (path) => t('{0} exists already, and is not what is needed there. Move it away or rename it.', path),
  ENOTDIR: (path) => t('{0} is a file, but a folder is needed there. Choose another location.', path),
  EISDIR: (path) => t('{0} is a folder, but a file is needed there. Move it away or rename it.', path),
  ENOTEMPTY: (path) => t('Another program writes into {0}. Close it and run the same command again.', path),
  EXDEV: (path) => t('{0} is on another disk than its folder. Move it there and run the same command again.', path),
  EINVAL: (path) => t('The system cannot use {0} in this way. Choose another location.', path),
};

/** What the same codes mean where a folder was to be created. */
const newFolders: Readonly<Record<string, Explain>> = {
  EEXIST: (path) => t('{0} is a file, but a folder is needed there. Choose another location.', path),
  ENOENT: (path) =>
    t('The folder {0} cannot be created: its disk can only be read, or is gone. Choose another location.', path),
};

/** Codes with the same sentence as another one. */
const sameAs: Readonly<Record<string, string>> = {
  EDQUOT: 'ENOSPC',
  EPERM: 'EACCES',
  ENFILE: 'EMFILE',
  ETXTBSY: 'EBUSY',
  ENXIO: 'EIO',
  ENODEV: 'ESTALE',
  ENOTCONN: 'ESTALE',
  EHOSTDOWN: 'ESTALE',
};

/** Replaces system errors that a user can resolve by a UserError about `path`; returns all others unchanged. */
export function explainFileError(error: unknown, path: string): unknown {
  const explain = refusals[readCode(error)];
  return explain ? new UserError(explain(path)) : error;
}

/**
 * Returns a UserError for any error of the system, at the place where nobody else has explained it; all others unchanged.
 * @param fallbackPath the path to name where the error has none
 */
export function explainSystemError(error: unknown, fallbackPath: string): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const refusedStart = explainStartError(error);
  if (refusedStart) return refusedStart;
  const code = readCode(error);
  if (!('path' in error) || typeof error.path !== 'string') return explainWithoutPath(error, code, fallbackPath);
  const isNewFolder = 'syscall' in error && error.syscall === 'mkdir';
  const explain = (isNewFolder && newFolders[code]) || (refusals[code] ?? surprises[code]);
  return explain ? new UserError(explain(nameFinal(error.path))) : error;
}

/** What was done through an open file has no path. */
function explainWithoutPath(error: Error, code: string, fallbackPath: string): unknown {
  if (refusals[code]) return new UserError(refusals[code](fallbackPath));
  if (!surprises[code]) return error;
  return new UserError(
    t(
      'A file could not be read or written ({0}). Check the files and folders of this command, then run it again.',
      getErrorMessage(error),
    ),
  );
}

function readCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return sameAs[code] ?? code;
}

/** Returns a UserError where the system can start no process now; undefined for any other error. */
export function explainStartError(error: unknown): UserError | undefined {
  const isStart = error instanceof Error && 'syscall' in error && String(error.syscall).startsWith('spawn');
  if (!isStart || !hasErrorCode(error, 'EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE')) return undefined;
  return new UserError(
    t(
      'The system cannot start another process ({0}). Close other programs and run the same command again.',
      getErrorMessage(error),
    ),
  );
}

/** Returns the path that users know in place of that of the part of a file. */
function nameFinal(path: string): string {
  return join(dirname(path), basename(path).replace(temporaryStart, ''));
}
