/**
 * The files of a model, and how they change without ever being lost:
 *
 *     <trainer>_state.json                      what the model is now; names the files below
 *     <trainer>_state.previous.json             the same of the save before
 *     <trainer>_state.bk.json                   the same of the best save: the lowest mean loss since the one before it
 *     <trainer>_<generation>_weights.safetensors
 *     <trainer>_<generation>_optimizer.safetensors
 *
 * A save writes new files under a new generation, then renames the new state over the old: that is the one moment at
 * which the model changes. Files that no state names are left-overs and are removed.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { explainFileError, isTemporaryName, writeFileAtomic } from '../../files/atomicFile';
import { hasErrorCode, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { getBackupStatePath, getPreviousStatePath, getStatePath } from './modelFiles';
import { type ChecksummedFile, formatModelState, type ModelState, readModelState } from './modelState';
import { DamagedFileError, type NamedTensors, readSafetensors, writeSafetensors } from './safetensors';

export interface Checkpoint {
  readonly state: ModelState;
  readonly weights: NamedTensors;
  /** Absent where it was not saved or not asked for. */
  readonly optimizer?: NamedTensors | undefined;
  /** A sentence when the newest save was damaged and this is the one before. */
  readonly recovery?: string;
}

/** What a save is to hold; generation and files follow from the saving. */
export type UnsavedState = Omit<ModelState, 'generation' | 'weights' | 'optimizer'>;

/**
 * The trainer whose model is in a folder, or undefined when there is none.
 * @throws UserError when the folder holds models of several trainers.
 */
export async function findTrainer(modelDir: string): Promise<string | undefined> {
  const names = new Set(
    (await listFolder(modelDir)).flatMap((name) => /^([\w-]+)_state(?:\.bk|\.previous)?\.json$/.exec(name)?.[1] ?? []),
  );
  if (names.size > 1)
    throw new UserError(
      t('{0} contains several models ({1}). Keep only one model in a folder.', modelDir, [...names].join(', ')),
    );
  return [...names][0];
}

/**
 * Loads the newest save that is whole.
 * @throws UserError when there is none.
 */
export async function readCheckpoint(
  modelDir: string,
  trainer: string,
  { withOptimizer = true }: { readonly withOptimizer?: boolean } = {},
): Promise<Checkpoint> {
  const newest = await tryReadCheckpoint(modelDir, getStatePath(modelDir, trainer), withOptimizer);
  if (newest) return newest;
  const previous =
    (await tryReadCheckpoint(modelDir, getPreviousStatePath(modelDir, trainer), withOptimizer)) ??
    (await tryReadCheckpoint(modelDir, getBackupStatePath(modelDir, trainer), withOptimizer));
  if (!previous) {
    if ((await listFolder(modelDir)).includes(`${trainer}.keras`))
      throw new UserError(
        t(
          'The model in {0} was created by faceswap itself, and its weights cannot be read here. Choose another folder.',
          modelDir,
        ),
      );
    throw new UserError(
      t('The model in {0} is damaged, and so is its previous save. Restore the folder from a backup.', modelDir),
    );
  }
  const recovery = t(
    'The latest save of the model in {0} is damaged; continuing from the previous save, at iteration {1}.',
    modelDir,
    previous.state.iterations,
  );
  return { ...previous, recovery };
}

/** What a save is to hold beside its state. */
export interface CheckpointTensors {
  readonly weights: NamedTensors;
  readonly optimizer?: NamedTensors | undefined;
}

/**
 * Saves a model: after this returns, it survives a kill; before, `previous` does, the save that training went on from.
 * Without a `previous` none is kept.
 * @param isBest whether it becomes the backup, in place of the one before
 */
export async function writeCheckpoint(
  modelDir: string,
  unsaved: UnsavedState,
  { weights, optimizer }: CheckpointTensors,
  previous?: ModelState,
  { isBest = false }: { readonly isBest?: boolean } = {},
): Promise<ModelState> {
  const trainer = unsaved.name;
  await mkdir(modelDir, { recursive: true });
  const backup = await readModelState(getBackupStatePath(modelDir, trainer));
  const known = [
    await readModelState(getStatePath(modelDir, trainer)),
    await readModelState(getPreviousStatePath(modelDir, trainer)),
    backup,
    previous,
  ];
  await removeLeftovers(modelDir, trainer, known);
  const generation = 1 + Math.max(...known.map((state) => state?.generation ?? 0));
  const stamp = `${trainer}_${String(generation).padStart(6, '0')}`;
  const metadata = { trainer, iterations: String(unsaved.iterations) };
  const state: ModelState = {
    ...unsaved,
    generation,
    weights: await writeTensors(modelDir, `${stamp}_weights.safetensors`, weights, metadata),
    optimizer: optimizer && (await writeTensors(modelDir, `${stamp}_optimizer.safetensors`, optimizer, metadata)),
  };
  if (previous) await writeFileAtomic(getPreviousStatePath(modelDir, trainer), formatModelState(previous));
  if (isBest) await writeFileAtomic(getBackupStatePath(modelDir, trainer), formatModelState(state));
  await replaceCurrentSave(modelDir, state, { previous, backup: isBest ? state : backup });
  return state;
}

/** Makes a save, whose files are there, what the model is now. Of all other saves only the two named are kept. */
export async function replaceCurrentSave(
  modelDir: string,
  state: ModelState,
  { previous, backup }: { readonly previous: ModelState | undefined; readonly backup: ModelState | undefined },
): Promise<void> {
  const trainer = state.name;
  await writeFileAtomic(getStatePath(modelDir, trainer), formatModelState(state));
  if (!previous) await rm(getPreviousStatePath(modelDir, trainer), { force: true });
  await removeLeftovers(modelDir, trainer, [state, previous, backup]);
}

async function writeTensors(
  modelDir: string,
  file: string,
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>>,
): Promise<ChecksummedFile> {
  const path = join(modelDir, file);
  try {
    return { file, ...(await writeSafetensors(path, tensors, metadata)) };
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined); // the first error is the one to tell
    throw explainFileError(error, path);
  }
}

/** Loads the save that a state file describes; undefined where it is not whole. */
export async function tryReadCheckpoint(
  modelDir: string,
  path: string,
  withOptimizer = true,
): Promise<Checkpoint | undefined> {
  const state = await readModelState(path);
  if (!state) return undefined;
  const read = ({ file, ...seal }: ChecksummedFile) => readSafetensors(join(modelDir, file), seal);
  try {
    const weights = await read(state.weights);
    if (!withOptimizer || !state.optimizer) return { state, weights };
    return { state, weights, optimizer: await read(state.optimizer) };
  } catch (error) {
    if (error instanceof DamagedFileError || hasErrorCode(error, 'ENOENT')) return undefined;
    throw explainFileError(error, path);
  }
}

/** Removes the files of generations that no state names: of saves that were killed, and of those grown old. */
async function removeLeftovers(
  modelDir: string,
  trainer: string,
  states: readonly (ModelState | undefined)[],
): Promise<void> {
  const named = new Set(states.flatMap((state) => (state ? [state.weights.file, state.optimizer?.file] : [])));
  const stamped = new RegExp(`^${trainer}_\\d{6,}_(weights|optimizer)\\.safetensors$`);
  for (const name of await listFolder(modelDir)) {
    const leftover = (stamped.test(name) && !named.has(name)) || isTemporaryName(name);
    if (leftover) await rm(join(modelDir, name), { force: true });
  }
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return [];
    if (hasErrorCode(error, 'ENOTDIR'))
      throw new UserError(t('{0} is a file, not a folder. Choose a folder for the model.', folder));
    throw explainFileError(error, folder);
  }
}
