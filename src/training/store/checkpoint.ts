/**
 * Reads and writes the files of a model, so that a complete save exists at any time:
 *
 *     <trainer>_state.json                      state of the newest save; names the files below
 *     <trainer>_state.previous.json             state of the save before
 *     <trainer>_state.bk.json                   state of the best save: the one that measures best on held-out faces, or else has the lowest mean loss since its previous save
 *     <trainer>_<generation>_weights.safetensors
 *     <trainer>_<generation>_optimizer.safetensors
 *
 * A save writes new files with the next generation number, then replaces the state by an atomic rename: at this moment the
 * model changes. Files that no state names are leftovers, and are removed.
 */
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isTemporaryName, writeFileAtomic } from '../../files/atomicFile';
import { createFolder } from '../../files/createFolder';
import { isPathTaken } from '../../files/freePath';
import { explainFileError } from '../../files/systemErrors';
import { moveToTrash } from '../../files/trash';
import { hasErrorCode, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { findModelCopy } from './modelCopies';
import { getBackupStatePath, getFirstSavePath, getPreviousStatePath, getStatePath } from './modelFiles';
import { type ChecksummedFile, formatModelState, type ModelState, readModelState } from './modelState';
import { DamagedFileError, type NamedTensors, readSafetensors, writeSafetensors } from './safetensors';
import { createForeignModelError } from './unfitModelFolder';

export interface Checkpoint {
  readonly state: ModelState;
  readonly weights: NamedTensors;
  /** Absent if it was not saved or not requested. */
  readonly optimizer?: NamedTensors | undefined;
  /** Message for the user, present if the newest save was damaged and this is an earlier one. */
  readonly recovery?: string;
}

/** State of a save before it is written, which determines its generation and its files. */
export type UnsavedState = Omit<ModelState, 'generation' | 'weights' | 'optimizer'>;

/**
 * Finds the trainer whose model is in a folder; undefined if there is none.
 * @throws UserError when the folder holds models of several trainers
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
 * Reads the newest save that is not damaged.
 * @throws UserError when there is none
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
    const weightsOnly = withOptimizer && (await tryReadCheckpoint(modelDir, getStatePath(modelDir, trainer), false));
    if (weightsOnly) return withoutOptimizer(weightsOnly, modelDir);
    const names = await listFolder(modelDir);
    if (names.some((name) => /\.(keras|h5)$/i.test(name))) throw createForeignModelError(modelDir);
    throw await createDamageError(modelDir, trainer, names);
  }
  const recovery = t(
    'The latest save of the model in {0} is damaged; continuing from the previous save, at iteration {1}.',
    modelDir,
    previous.state.iterations,
  );
  return { ...previous, recovery };
}

/** Returns the newest weights of a model whose optimizer's state is gone: the optimizer then starts anew. */
function withoutOptimizer({ state, weights }: Checkpoint, modelDir: string): Checkpoint {
  const { optimizer, ...rest } = state;
  const recovery = t(
    'The file {0} of the model in {1} is missing or damaged: continuing from its weights, at iteration {2}, with a new state of the optimizer.',
    optimizer!.file,
    modelDir,
    state.iterations,
  );
  return { state: rest, weights, recovery };
}

async function createDamageError(modelDir: string, trainer: string, names: readonly string[]): Promise<UserError> {
  const state = await readModelState(getStatePath(modelDir, trainer));
  const wanted = state ? [state.weights.file, state.optimizer?.file ?? ''] : [`${trainer}_state.json`];
  const missing = wanted.find((name) => name !== '' && !names.includes(name));
  const reason = missing === undefined ? t('{0} is damaged', wanted[0]!) : t('{0} is missing', missing);
  const copy = await findModelCopy(modelDir);
  return new UserError(
    copy === undefined
      ? t(
          'The model in {0} cannot be used: {1}, and no earlier save of it is intact. Restore the folder from a backup.',
          modelDir,
          reason,
        )
      : t(
          'The model in {0} cannot be used: {1}, and no earlier save of it is intact. Use its copy in {2}.',
          modelDir,
          reason,
          copy,
        ),
  );
}

/**
 * Moves what is left of a damaged save to the trash of the model, before the save that is used instead is continued: the
 * next save would delete it.
 * @returns the folder in the trash; undefined where nothing is damaged
 */
export async function setAsideDamagedSave(modelDir: string, used: Checkpoint): Promise<string | undefined> {
  if (used.recovery === undefined) return undefined;
  const trainer = used.state.name;
  const statePath = getStatePath(modelDir, trainer);
  const kept = [used.state, ...(await readEarlierStates(modelDir, trainer))];
  const files = await listLeftovers(modelDir, trainer, kept);
  const isUsed = (await readModelState(statePath))?.generation === used.state.generation;
  const damaged = [...(isUsed || !isPathTaken(statePath) ? [] : [statePath]), ...files];
  return damaged.length === 0 ? undefined : await moveToTrash(modelDir, damaged);
}

async function readEarlierStates(modelDir: string, trainer: string): Promise<(ModelState | undefined)[]> {
  const paths = [getPreviousStatePath(modelDir, trainer), getBackupStatePath(modelDir, trainer)];
  return await Promise.all(paths.map(readModelState));
}

/** Tensors of a save. */
export interface CheckpointTensors {
  readonly weights: NamedTensors;
  readonly optimizer?: NamedTensors | undefined;
}

/**
 * Saves a model. If the program is killed before this returns, `previous` remains, the save from which training
 * continued. Without `previous` no earlier save is kept.
 * @param isBest whether this save replaces the backup, which is the best save
 */
export async function writeCheckpoint(
  modelDir: string,
  unsaved: UnsavedState,
  { weights, optimizer }: CheckpointTensors,
  previous?: ModelState,
  { isBest = false }: { readonly isBest?: boolean } = {},
): Promise<ModelState> {
  const trainer = unsaved.name;
  await createFolder(modelDir);
  const backup = await readModelState(getBackupStatePath(modelDir, trainer));
  const knownStates = [
    await readModelState(getStatePath(modelDir, trainer)),
    await readModelState(getPreviousStatePath(modelDir, trainer)),
    backup,
    previous,
  ];
  await removeLeftovers(modelDir, trainer, knownStates);
  if (knownStates.every((state) => state === undefined)) await writeFileAtomic(getFirstSavePath(modelDir), '');
  const generation = 1 + Math.max(...knownStates.map((state) => state?.generation ?? 0));
  const filePrefix = `${trainer}_${String(generation).padStart(6, '0')}`;
  const metadata = { trainer, iterations: String(unsaved.iterations) };
  const state: ModelState = {
    ...unsaved,
    generation,
    weights: await writeTensors(modelDir, `${filePrefix}_weights.safetensors`, weights, metadata),
    optimizer: optimizer && (await writeTensors(modelDir, `${filePrefix}_optimizer.safetensors`, optimizer, metadata)),
  };
  if (previous) await writeFileAtomic(getPreviousStatePath(modelDir, trainer), formatModelState(previous));
  if (isBest) await writeFileAtomic(getBackupStatePath(modelDir, trainer), formatModelState(state));
  await replaceCurrentSave(modelDir, state, { previous, backup: isBest ? state : backup });
  return state;
}

/** Makes a save, whose files exist, the current one. Of the other saves only `previous` and `backup` are kept. */
export async function replaceCurrentSave(
  modelDir: string,
  state: ModelState,
  { previous, backup }: { readonly previous: ModelState | undefined; readonly backup: ModelState | undefined },
): Promise<void> {
  const trainer = state.name;
  await writeFileAtomic(getStatePath(modelDir, trainer), formatModelState(state));
  await rm(getFirstSavePath(modelDir), { force: true });
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
    await rm(path, { force: true }).catch(() => undefined); // the first error is the one to report
    throw explainFileError(error, path);
  }
}

/** Reads the save that a state file describes; undefined if it is damaged. */
export async function tryReadCheckpoint(
  modelDir: string,
  path: string,
  withOptimizer = true,
): Promise<Checkpoint | undefined> {
  const state = await readModelState(path);
  if (!state) return undefined;
  const read = ({ file, ...checksum }: ChecksummedFile) => readSafetensors(join(modelDir, file), checksum);
  try {
    const weights = await read(state.weights);
    if (!withOptimizer || !state.optimizer) return { state, weights };
    return { state, weights, optimizer: await read(state.optimizer) };
  } catch (error) {
    if (error instanceof DamagedFileError || hasErrorCode(error, 'ENOENT')) return undefined;
    throw explainFileError(error, path);
  }
}

/** Removes what was interrupted while a save replaced another, where the states of all saves can be read. */
export async function finishReplacement(modelDir: string, trainer: string): Promise<void> {
  const paths = [getStatePath, getPreviousStatePath, getBackupStatePath].map((getPath) => getPath(modelDir, trainer));
  const states = await Promise.all(paths.filter(existsSync).map(readModelState));
  if (!states.includes(undefined)) await removeLeftovers(modelDir, trainer, states);
}

/** Removes the files that no state names: those of interrupted saves and of old ones. */
async function removeLeftovers(
  modelDir: string,
  trainer: string,
  states: readonly (ModelState | undefined)[],
): Promise<void> {
  for (const name of await listFolder(modelDir))
    if (isTemporaryName(name)) await rm(join(modelDir, name), { force: true });
  for (const path of await listLeftovers(modelDir, trainer, states)) await rm(path, { force: true });
}

async function listLeftovers(
  modelDir: string,
  trainer: string,
  states: readonly (ModelState | undefined)[],
): Promise<string[]> {
  const named = new Set(states.flatMap((state) => (state ? [state.weights.file, state.optimizer?.file] : [])));
  const tensorFile = new RegExp(`^${trainer}_\\d{6,}_(weights|optimizer)\\.safetensors$`);
  const names = (await listFolder(modelDir)).filter((name) => tensorFile.test(name) && !named.has(name));
  return names.map((name) => join(modelDir, name));
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
