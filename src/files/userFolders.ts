import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';

/**
 * Returns the folder for files that can be created or downloaded again: `FACESWAP_CACHE` or `~/.cache/faceswap-workbench`.
 * @throws UserError when it is not known
 */
export function resolveCacheFolder(): string {
  return readFolder('FACESWAP_CACHE', process.env.FACESWAP_CACHE) ?? join(findHome(), '.cache', 'faceswap-workbench');
}

/**
 * Returns the user's folder for files that outlive a process: journals of jobs without a project, queues, sockets. It is
 * `FACESWAP_STATE`, or `faceswap-workbench` in the user's state folder (XDG base directory specification).
 * @throws UserError when it is not known
 */
export function resolveStateFolder(): string {
  return readFolder('FACESWAP_STATE', process.env.FACESWAP_STATE) ?? join(findUserState(), 'faceswap-workbench');
}

/** A relative one would be another folder in each working directory, which may have come from anywhere. */
function readFolder(variable: string, path = ''): string | undefined {
  if (path === '') return undefined;
  if (isAbsolute(path)) return path;
  throw new UserError(
    t('The environment variable {0} is {1}, but must begin at the root of the disk. Change it.', variable, path),
  );
}

/** The specification says that a relative path is ignored. */
function findUserState(): string {
  const path = process.env.XDG_STATE_HOME ?? '';
  return isAbsolute(path) ? path : join(findHome(), '.local', 'state');
}

function findHome(): string {
  const home = askForHome();
  if (isAbsolute(home)) return home;
  throw new UserError(
    t('Your home folder is not known. Set the environment variable HOME to a folder that you can write to.'),
  );
}

/** The system knows none of a user who is in no list of users, as in a container. */
function askForHome(): string {
  try {
    return homedir();
  } catch {
    return '';
  }
}

/** Returns the id of this user, who may be in no list of users; -1 on Windows, which has none. */
export function getUserId(): number {
  return process.getuid?.() ?? -1;
}
