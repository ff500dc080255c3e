import { basename, dirname, resolve } from 'node:path';
import { acquireLocks } from '../files/lock';
import { isInside } from '../files/storedPath';
import type { JobContext } from '../shared/jobEvents';
import { getStage, type StageName, type StageOptions } from '../stages/stages';
import { findUnfinishedWork, finishWork, type UnfinishedWork } from '../stages/unfinishedWork';
import { findProject, listLockPaths } from './jobPlaces';
import { getFacesFolder, getFacesFolderBeside, listAlignmentsFiles } from './projectPaths';

/**
 * Completes what killed commands have left half done among the faces that a job on `stage` reads. The stage itself
 * completes its own work, of which it returns the summary.
 * @param held the paths of the locks that the caller holds
 * @throws LockHeldError when another process is at that work; UserError when it cannot be completed
 */
export async function finishFacesFor<S extends StageName>(
  stage: S,
  options: StageOptions<S>,
  job: JobContext,
  held: readonly string[],
): Promise<void> {
  const folders = listFaceFolders(stage, options);
  const named = listNamedAlignments(options);
  const isOwn = ({ command, folder }: UnfinishedWork) => command === stage && folders.includes(folder);
  for (const folder of folders)
    for (const work of await listUnfinishedFaces(folder))
      if (!isOwn(work)) await finishUnderLocks(work, job, held, named);
}

/** Returns the folders of the faces that a job on `stage` depends on; in a project also those of the faces in its alignments. */
function listFaceFolders<S extends StageName>(stage: S, options: StageOptions<S>): string[] {
  const folders = (getStage(stage).getFaceFolders?.(options) ?? []).filter((folder) => folder !== undefined);
  for (const file of listNamedAlignments(options)) if (findProject(file)) folders.push(getFacesFolderBeside(file));
  return [...new Set(folders.map((folder) => resolve(folder)))];
}

/**
 * Completes what killed commands have left half done among the faces in `folder`, as {@link finishFacesFor} does.
 * @param onWarning receives the sentence about a plan that was set aside
 */
export async function finishFaces(
  folder: string,
  onWarning: (message: string) => void = () => undefined,
): Promise<void> {
  const job: JobContext = {
    signal: new AbortController().signal,
    emit: (event) => event.type === 'log' && event.level === 'warning' && onWarning(event.message),
  };
  for (const work of await listUnfinishedFaces(folder)) await finishUnderLocks(work, job, [], []);
}

/** Returns the work on the faces in `folder` that a killed command has left half done, or that is being done. */
export function listUnfinishedFaces(folder: string): Promise<UnfinishedWork[]> {
  return findUnfinishedWork(folder, findProject(folder));
}

async function finishUnderLocks(
  work: UnfinishedWork,
  job: JobContext,
  held: readonly string[],
  named: readonly string[],
): Promise<void> {
  const locks = listLockPaths('clean-up', { alignments: work.folder, faces: work.folder });
  const release = await acquireLocks(
    locks.filter((path) => !held.includes(path)),
    `faceswap ${work.command}`,
  );
  try {
    await finishWork(work, job, [...named, ...(await listAlignmentsBeside(work.folder))]);
  } finally {
    await release();
  }
}

function listNamedAlignments(options: object): string[] {
  const { alignments } = options as { readonly alignments?: string };
  return alignments === undefined ? [] : [resolve(alignments)];
}

/** Returns the alignments of the person whose faces are in `folder`; none outside of a project. */
async function listAlignmentsBeside(folder: string): Promise<string[]> {
  const [project, person] = [findProject(folder), basename(dirname(folder))];
  if (project === undefined || folder !== getFacesFolder(project, person)) return [];
  return (await listAlignmentsFiles(project, person)).filter((path) => isInside(project, path));
}
