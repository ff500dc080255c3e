import { existsSync } from 'node:fs';
import { copyFile, lstat, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import * as v from 'valibot';
import { isTemporaryName, writeAtomic } from '../../files/atomicFile';
import { createFolder } from '../../files/createFolder';
import { findFreePath } from '../../files/freePath';
import { hasPlan, isOwnPlan, type PlanPlace, readInterruptedPlan, writePlan } from '../../files/interruptedPlan';
import { requireRegularFile } from '../../files/regularFile';
import { isSetAsideName } from '../../files/setAside';
import { isInside } from '../../files/storedPath';
import { storedPathSchema } from '../../files/storedPathSchema';
import { explainFileError } from '../../files/systemErrors';
import { hasErrorCode } from '../../shared/errors';
import { t } from '../../shared/l10n';

/** The new place of each face. The plan is on the disk before the first file moves, so that it can be completed after a kill. */
export interface MovePlan {
  /** The folder that `from` is relative to, itself relative to `output`: both may be moved elsewhere together. */
  readonly input: string;
  /** The folder that `to` is relative to. */
  readonly output: string;
  /** Leaves the faces where they are and copies them. */
  readonly copy: boolean;
  readonly moves: readonly { readonly from: string; readonly to: string }[];
  /** The summary of the sort. */
  readonly summary: Readonly<Record<string, string | number>>;
}

/** A plan, and whether all its files are in the staging folder already. */
interface StoredPlan extends MovePlan {
  readonly staged: boolean;
}

/** The folder in the output that contains the plan, and the new folders until they are complete. */
const stagingName = '.sorting';
const planName = 'plan.json';

/** The file in the input that names the output, while faces move from the one to the other. */
const pointerName = 'moving.json';

/** Writes a plan to the disk and executes it. `onMove` is called for each face. */
export async function executePlan(plan: MovePlan, onMove: () => void): Promise<void> {
  if (isMovingAway(plan)) await storePointer(plan);
  await storePlan({ ...plan, staged: false });
  await carryOut({ ...plan, staged: false }, onMove);
}

/** Returns whether a killed sort has left faces of `folder` half moved, within it, into it or out of it. */
export function hasInterruptedSort(folder: string): boolean {
  return hasPlan(locatePlan(folder)) || hasPlan(locatePointer(folder));
}

/** Returns whether a sort of this user's is half carried out in `folder`. */
export async function isOwnSort(folder: string): Promise<boolean> {
  return (await isOwnPlan(locatePlan(folder))) || (await isOwnPlan(locatePointer(folder)));
}

export interface SortPlaces {
  /** The folder whose faces the user has asked to sort, clean up or review. */
  readonly input: string;
  /** The folder that the plan is in. */
  readonly output: string;
}

/**
 * Executes the rest of a plan that a killed sort has left in `output`, and returns the plan; undefined when there is none,
 * or when it moves what neither `input` nor a sort of this user has named: it is set aside then.
 * @param onWarning receives the sentence about a plan that was set aside
 * @throws UserError when the disk is full
 */
export async function finishPlan(
  { input, output }: SortPlaces,
  onWarning: (message: string) => void,
): Promise<MovePlan | undefined> {
  const staging = join(output, stagingName);
  const plan = await readInterruptedPlan<StoredPlan>({
    ...locatePlan(output),
    schema: storedPlanSchema,
    findFault: (found, isOwn) => findFault(found, { input, output }, isOwn),
    onWarning: (message) => onWarning(message),
  });
  if (plan) await carryOut({ ...plan, output }, () => undefined);
  else if (isInside(output, staging) && existsSync(staging)) await placeStaged(output);
  return plan && { ...plan, output };
}

/**
 * Completes what a killed sort has begun in `folder`, also where its faces were on the way to another folder, or from one.
 * @param onWarning receives the sentence about a plan that was set aside
 * @returns whether there was a plan that could be carried out
 * @throws UserError when the disk is full
 */
export async function finishSort(folder: string, onWarning: (message: string) => void): Promise<boolean> {
  const own = await finishPlan({ input: folder, output: folder }, onWarning);
  const pointer = await readInterruptedPlan({
    ...locatePointer(folder),
    schema: pointerSchema,
    findFault: ({ output }, isOwn) => (isOwn ? undefined : t('it moves files to {0}', resolve(folder, output))),
    onWarning,
  });
  if (!pointer) return own !== undefined;
  const away = await finishPlan({ input: folder, output: resolve(folder, pointer.output) }, onWarning);
  await removePointer(folder); // of a sort that was complete but for this
  return own !== undefined || away !== undefined;
}

/** Returns what is wrong with a plan: a face or a folder that is on its way to or from somewhere else. */
function findFault(plan: StoredPlan, { input, output }: SortPlaces, isOwn: boolean): string | undefined {
  const from = resolve(output, plan.input);
  if (from !== input && !isOwn) return t('it moves files of {0}', from);
  const isOut = (root: string, paths: readonly string[]) =>
    [...new Set(paths.map((path) => dirname(join(root, path))))].some((folder) => !isInside(root, folder));
  const targets = plan.moves.map(({ to }) => to);
  const sources = plan.moves.map((move) => move.from);
  const isOutside = isOut(from, sources) || isOut(join(output, stagingName), targets) || isOut(output, targets);
  return isOutside ? t('it leads out of its folder') : undefined;
}

async function carryOut(plan: StoredPlan, onMove: () => void): Promise<void> {
  try {
    if (!plan.staged) await stageAll(plan, onMove);
    await removeEmptiedFolders(plan);
    await placeStaged(plan.output);
    if (isMovingAway(plan)) await removePointer(resolve(plan.output, plan.input));
  } catch (error) {
    throw explainFileError(error, plan.output);
  }
}

/** Moves all that is staged to its places, also of a plan that was set aside, and removes the plan. */
async function placeStaged(output: string): Promise<void> {
  await moveStaged(join(output, stagingName), output);
  await rm(locatePlan(output).path, { force: true });
  await removeStagingFolder(join(output, stagingName));
}

/** Moves all files to the staging folder first, so that no new name conflicts with an old one. */
async function stageAll(plan: StoredPlan, onMove: () => void): Promise<void> {
  for (const { from, to } of plan.moves) {
    const source = resolve(plan.output, plan.input, from);
    const target = join(plan.output, stagingName, to);
    if (!existsSync(target)) await transfer(source, target, plan.copy);
    else if (!plan.copy) await rm(source, { force: true }); // a kill came between copying to another disk and deleting
    onMove();
  }
  await storePlan({ ...plan, staged: true });
}

/** Moves or copies a face. A face that the user has moved or removed in the meantime is skipped. */
async function transfer(source: string, target: string, copy: boolean): Promise<void> {
  await createFolder(dirname(target));
  try {
    if (copy) await copyFace(source, target);
    else await move(source, target);
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw error;
  }
}

async function move(source: string, target: string): Promise<void> {
  try {
    await rename(source, target);
  } catch (error) {
    if (!hasErrorCode(error, 'EXDEV')) throw error;
    await copyFace(source, target);
    await rm(source);
  }
}

async function copyFace(source: string, target: string): Promise<void> {
  const face = await requireRegularFile(source);
  await writeAtomic(target, (temporary) => copyFile(face, temporary));
}

/** Removes the folders of an earlier sort that are empty now. */
async function removeEmptiedFolders({ input, output, moves }: MovePlan): Promise<void> {
  const folders = new Set(moves.map(({ from }) => dirname(from)));
  for (const folder of folders) if (folder !== '.') await removeIfEmpty(resolve(output, input, folder));
}

/** Returns whether a name in the staging folder is that of a file about the sort, and of no face. */
function isOwnName(name: string): boolean {
  return name === planName || name === pointerName || isTemporaryName(name) || isSetAsideName(name);
}

/** Moves the staged folders to their places: as a whole, or file by file into a folder that exists. */
async function moveStaged(staged: string, target: string): Promise<void> {
  for (const entry of await readdir(staged, { withFileTypes: true })) {
    if (isOwnName(entry.name)) continue;
    const [from, to] = [join(staged, entry.name), join(target, entry.name)];
    if (entry.isDirectory() && (await isRealFolder(to))) {
      await moveStaged(from, to);
      await removeIfEmpty(from);
    } else await rename(from, findFreePath(to));
  }
}

/** Returns whether a folder is there, and not a link to one, which may lead elsewhere. */
async function isRealFolder(path: string): Promise<boolean> {
  return await lstat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => {
    if (!hasErrorCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) throw error;
  });
}

async function removeStagingFolder(staging: string): Promise<void> {
  for (const name of await readdir(staging)) if (isTemporaryName(name)) await rm(join(staging, name));
  await removeIfEmpty(staging);
}

function locatePlan(output: string): PlanPlace {
  return { root: output, path: join(output, stagingName, planName) };
}

async function storePlan(plan: StoredPlan): Promise<void> {
  await writePlan(locatePlan(plan.output), plan);
}

function locatePointer(input: string): PlanPlace {
  return { root: input, path: join(input, stagingName, pointerName) };
}

/** Returns whether faces leave their folder, of which its readers must know while it lasts. */
function isMovingAway({ input, output, copy }: MovePlan): boolean {
  return !copy && resolve(output, input) !== resolve(output);
}

async function storePointer({ input, output }: MovePlan): Promise<void> {
  const folder = resolve(output, input);
  await writePlan(locatePointer(folder), { output: relative(folder, resolve(output)) });
}

/** Removes the note in the input of a sort that has ended. */
async function removePointer(input: string): Promise<void> {
  const { path } = locatePointer(input);
  if (!existsSync(path)) return;
  await rm(path, { force: true });
  await removeIfEmpty(dirname(path));
}

const pointerSchema = v.object({ output: v.string() });

const storedPlanSchema = v.object({
  input: v.string(),
  output: v.optional(v.string(), ''), // replaced by the folder in which the plan was found
  copy: v.boolean(),
  staged: v.boolean(),
  moves: v.array(v.object({ from: storedPathSchema, to: storedPathSchema })),
  summary: v.record(v.string(), v.union([v.string(), v.number()])),
});
