import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { shortenFileName } from '../files/fileName';
import { isInside, resolveRealPath } from '../files/storedPath';
import { resolveStateFolder } from '../files/userFolders';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { getStage, type StageName, type StageOptions } from '../stages/stages';
import { projectFileName } from './projectPaths';

/** Returns the files and folders that a job on `stage` writes. */
export function listWrittenPaths<S extends StageName>(stage: S, options: StageOptions<S>): string[] {
  return getStage(stage)
    .listOutputs(options)
    .map(({ path }) => path);
}

/**
 * Returns the paths of the locks that a job on `stage` needs, sorted: that of the project, or else one for each path that
 * it writes.
 */
export function listLockPaths<S extends StageName>(stage: S, options: StageOptions<S>): string[] {
  return [...new Set(listWrittenPaths(stage, options).map(getLockPath))].sort();
}

/** Returns the folder for the journals of jobs on `stage`: in the project, or else in the user's state folder. */
export function getJournalRoot<S extends StageName>(stage: S, options: StageOptions<S>): string {
  const project = listWrittenPaths(stage, options)
    .map(findProject)
    .find((folder) => folder !== undefined);
  return project === undefined ? join(resolveStateFolder(), 'jobs') : join(getJobsFolder(project), 'jobs');
}

/** Returns where a project keeps its lock and journals. @throws UserError when that is a link to elsewhere */
function getJobsFolder(project: string): string {
  const folder = join(project, '.faceswap');
  if (isInside(project, join(folder, 'jobs'))) return folder;
  throw new UserError(
    t(
      '{0} leads out of the folder {1}, which is not allowed. Replace the link by the file or the folder itself.',
      folder,
      project,
    ),
  );
}

/** Returns the nearest folder at or above `path` that is a project; undefined when there is none. */
export function findProject(path: string): string | undefined {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(join(folder, projectFileName))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Leaves room for what the names of locks add: `.faceswap.lock`, and while a stale one is removed, its token. */
const maxLockedNameBytes = 180;

function getLockPath(path: string): string {
  const real = resolveRealPath(path);
  const project = findProject(real);
  if (project !== undefined) return join(getJobsFolder(project), 'lock');
  return join(dirname(real), `.${shortenFileName(basename(real), maxLockedNameBytes)}.faceswap.lock`);
}
