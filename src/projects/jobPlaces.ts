import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { getDefaultAlignmentsPath } from '../facesets/alignments';
import { resolveRealPath } from '../files/paths';
import { resolveStateFolder } from '../files/stateFolder';
import { getCudaFolder } from '../runtime/cuda/cudaFolder';
import type { StageName, StageOptions } from '../stages/stageTable';
import { getInferenceFolder } from '../training/store/modelFiles';
import { projectFileName } from './projectFile';

/** What a stage writes to: while it works there, no second job may. */
const writtenPaths: { readonly [S in StageName]: (options: StageOptions<S>) => readonly (string | undefined)[] } = {
  frames: (options) => [options.output],
  extract: (options) => [options.output, options.alignments ?? alignmentsBeside(options.input)],
  sort: (options) => [options.input, options.output],
  'clean-up': (options) => [options.alignments, options.faces],
  train: (options) => [options.modelDir, options.timelapseOutput],
  convert: (options) => [options.output],
  preview: (options) => [options.output],
  timelapse: (options) => [options.output],
  devices: (options) => [options.fetchCuda ? getCudaFolder() : undefined],
  'model-summary': () => [],
  'model-inference': (options) => [options.output ?? getInferenceFolder(options.modelDir)],
  'model-export': (options) => [options.output],
  'model-nan-scan': () => [],
  'model-restore': (options) => [options.modelDir],
  'model-swap-sides': (options) => [options.modelDir],
};

/** Undefined for an input that is not there: no folder is made for a mistyped one. */
function alignmentsBeside(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  return getDefaultAlignmentsPath({ path, kind: statSync(path).isDirectory() ? 'images' : 'video' });
}

/** The files and folders that `stage` writes. */
export function listWrittenPaths<S extends StageName>(stage: S, options: StageOptions<S>): string[] {
  return writtenPaths[stage](options).filter((path) => path !== undefined);
}

/** Where the locks of a job on `stage` stand: one for a project, else one for each path that it writes; always sorted. */
export function listLockPaths<S extends StageName>(stage: S, options: StageOptions<S>): string[] {
  return [...new Set(listWrittenPaths(stage, options).map(getLockPath))].sort();
}

/** Where the journals of jobs on `stage` stand: in the project, else in the user's own folder for such things. */
export function getJournalRoot<S extends StageName>(stage: S, options: StageOptions<S>): string {
  const project = listWrittenPaths(stage, options)
    .map(findProject)
    .find((folder) => folder !== undefined);
  return project === undefined ? join(resolveStateFolder(), 'jobs') : join(project, '.faceswap', 'jobs');
}

/** The nearest folder at or above `path` that is a project. */
export function findProject(path: string): string | undefined {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(join(folder, projectFileName))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

function getLockPath(path: string): string {
  const real = resolveRealPath(path);
  const project = findProject(real);
  if (project !== undefined) return join(project, '.faceswap', 'lock');
  return join(dirname(real), `.${basename(real)}.faceswap.lock`);
}
