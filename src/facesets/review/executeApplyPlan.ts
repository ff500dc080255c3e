import { existsSync } from 'node:fs';
import { readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { syncFolder } from '../../files/atomicFile';
import { ConcurrencyLimit } from '../../files/concurrencyLimit';
import { createFolder } from '../../files/createFolder';
import { hasPlan, isOwnPlan, type PlanPlace, readInterruptedPlan, writePlan } from '../../files/interruptedPlan';
import { isInside } from '../../files/storedPath';
import { storedPathSchema } from '../../files/storedPathSchema';
import { explainFileError } from '../../files/systemErrors';
import { trashFolderName } from '../../files/trash';
import { hasErrorCode, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { MovedFace } from './editHistory';
import { type NumberPatch, numberPatchSchema, renumberFace } from './renumberFace';
import { hasStagedFaces, returnStagedFaces, stagingPrefix } from './returnStagedFaces';
import { resolveFacePath, reviewFolderName } from './reviewFolder';
import { type ApplyType, appendToJournal, applyTypes, movedFaceSchema, readJournal } from './reviewJournal';

/** A face whose number within its frame changes, because a face before it was removed or restored. */
export interface RenumberedFace {
  /** Index in the moves of the plan. */
  readonly move: number;
  readonly frame: string;
  readonly index: number;
  /** Absent if the file must be rewritten. */
  readonly patch?: NumberPatch | undefined;
}

/**
 * All changes of files that an apply needs. It is on disk before the first file changes, so that the next session can
 * complete it after a kill: each of its steps may be repeated.
 */
export interface ApplyPlan {
  readonly id: string;
  readonly type: ApplyType;
  readonly moves: readonly MovedFace[];
  readonly renumbered: readonly RenumberedFace[];
  /** New alignments in the review's folder, and the files that they replace; relative to the folder of the faces. */
  readonly alignments: readonly { readonly from: string; readonly to: string }[];
}

/** Called with the number of moves that are done, and their total. */
export type FilesProgress = (done: number, total: number) => void;

interface StoredPlan extends ApplyPlan {
  /** Whether all faces are in the staging folder. */
  readonly staged: boolean;
}

/** Moving a file mostly waits for the disk, so several at once take no longer than one. */
const maxConcurrentMoves = 16;

const locatePlan = (root: string): PlanPlace => ({ root, path: join(root, reviewFolderName, 'plan.json') });
/** Each plan has its own staging folder. */
const getStagingFolder = (root: string, { id }: ApplyPlan) => join(root, reviewFolderName, `${stagingPrefix}${id}`);

const getStagedName = (move: number) => `${move}.png`;

/** Returns where the new content of the `index`th alignments file is until the plan is executed. */
export const getPreparedAlignmentsPath = (index: number) => `${reviewFolderName}/alignments-${index}.fsa`;

/** Returns whether a killed review has left a plan that is not completed, or faces whose plan was set aside. */
export function hasUnfinishedApplyPlan(root: string): boolean {
  return hasPlan(locatePlan(root)) || hasStagedFaces(root);
}

/** Returns whether a review of this user's is half applied in `root`. */
export async function isOwnApplyPlan(root: string): Promise<boolean> {
  return await isOwnPlan(locatePlan(root));
}

/** Writes `plan` to disk and executes it; returns how many files it moved. After a kill, {@link finishApplyPlan} completes it. */
export async function executeApplyPlan(root: string, plan: ApplyPlan, onProgress?: FilesProgress): Promise<number> {
  const stored = { ...plan, staged: false };
  const fault = findFault(root, stored, undefined);
  if (fault !== undefined)
    throw new UserError(t('The changes cannot be applied to {0}: {1}. Remove links from the folder.', root, fault));
  await writePlan(locatePlan(root), stored);
  return await carryOut(root, stored, onProgress);
}

/**
 * Completes the plan that is on disk in `root`; returns whether there was one. A plan that cannot be right is set aside.
 * @param onWarning receives the sentence about a plan that was set aside
 * @param alignments the files that it may replace though another user's program, or one elsewhere, has written it
 * @throws UserError when the disk is full
 */
export async function finishApplyPlan(
  root: string,
  onWarning: (message: string) => void,
  alignments: readonly string[],
): Promise<boolean> {
  const plan = await readInterruptedPlan<StoredPlan>({
    ...locatePlan(root),
    schema: storedPlanSchema,
    findFault: (found, isOwn) => findFault(root, found, isOwn ? undefined : alignments),
    onWarning,
  });
  if (plan) await carryOut(root, plan);
  else await returnStagedFaces(root);
  return plan !== undefined;
}

/** Returns what is wrong with a plan: a file that is on its way to or from somewhere outside of the folder of the faces. */
function findFault(root: string, plan: StoredPlan, known: readonly string[] | undefined): string | undefined {
  const faces = plan.moves.flatMap(({ from, to }) => [from, to]).map((path) => resolveFacePath(root, path));
  const prepared = plan.alignments.map(({ from }) => join(root, from));
  // The alignments of the faces are usually in a folder beside theirs: only a plan of this user's may say where.
  const replaced = plan.alignments.map(({ to }) => join(root, to)).filter((path) => known && !known.includes(path));
  const places = [getStagingFolder(root, plan), ...[...faces, ...prepared, ...replaced].map((path) => dirname(path))];
  return [...new Set(places)].every((place) => isInside(root, place)) ? undefined : t('it leads out of its folder');
}

async function carryOut(root: string, plan: StoredPlan, onProgress: FilesProgress = () => undefined): Promise<number> {
  const total = 2 * plan.moves.length;
  try {
    if (!plan.staged) await stageFaces(root, plan, (staged) => onProgress(staged, total));
    for (const { from, to } of plan.alignments) await replaceAlignments(join(root, from), join(root, to));
    const moved = await placeFaces(root, plan, (placed) => onProgress(plan.moves.length + placed, total));
    await removeEmptyFolders(root, plan.moves);
    await recordInJournal(root, plan);
    await rm(getStagingFolder(root, plan), { recursive: true, force: true });
    await rm(locatePlan(root).path);
    return moved;
  } catch (error) {
    throw explainFileError(error, root);
  }
}

/** Moves all faces into the staging folder, so that no new name collides with an old one. */
async function stageFaces(root: string, plan: StoredPlan, onDone: (files: number) => void): Promise<void> {
  const staging = getStagingFolder(root, plan);
  await createFolder(staging);
  const numbers = new Map(plan.renumbered.map((renumbered) => [renumbered.move, renumbered]));
  await runConcurrently(plan.moves, onDone, async ({ from }, move) => {
    const staged = join(staging, getStagedName(move));
    if (!existsSync(staged)) await moveFile(resolveFacePath(root, from), staged);
    const number = numbers.get(move);
    if (number) await renumberFace(staged, number, number.patch);
  });
  await syncFolder(staging);
  await writePlan(locatePlan(root), { ...plan, staged: true } satisfies StoredPlan);
}

/** Moves the faces from the staging folder to their new paths, where they survive a power failure; returns how many. */
async function placeFaces(root: string, plan: StoredPlan, onDone: (files: number) => void): Promise<number> {
  const { moves } = plan;
  const staging = getStagingFolder(root, plan);
  const folders = new Set(moves.map(({ to }) => dirname(resolveFacePath(root, to))));
  for (const folder of folders) await createFolder(folder);
  let moved = 0;
  await runConcurrently(moves, onDone, async ({ to }, move) => {
    if (await moveFile(join(staging, getStagedName(move)), resolveFacePath(root, to))) moved++;
  });
  for (const folder of folders) await syncFolder(folder);
  return moved;
}

async function runConcurrently<T>(
  items: readonly T[],
  onDone: (count: number) => void,
  act: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const tasks = new ConcurrencyLimit(maxConcurrentMoves);
  let done = 0;
  for (const [index, item] of items.entries()) await tasks.add(act(item, index).then(() => onDone(++done)));
  await tasks.drain();
}

async function replaceAlignments(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  await createFolder(dirname(to));
  await moveFile(from, to);
}

/** Moves a file; returns false for one that is missing, because it was moved before or removed by the user. */
async function moveFile(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT') || existsSync(from)) throw error;
    return false;
  }
}

async function removeEmptyFolders(root: string, moves: readonly MovedFace[]): Promise<void> {
  const folders = new Set(moves.map(({ from }) => dirname(resolveFacePath(root, from))));
  for (const folder of folders) if (folder !== root) await removeIfEmpty(folder, root);
}

/** Removes empty folders up to `root`; a trash folder that contains only records of faces counts as empty. */
async function removeIfEmpty(folder: string, root: string): Promise<void> {
  if (dirname(folder) === join(root, trashFolderName) && (await hasOnlyEntry(removedRecordsName, folder)))
    await rm(join(folder, removedRecordsName));
  try {
    await rmdir(folder);
  } catch (error) {
    if (hasErrorCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) return;
    throw error;
  }
  if (dirname(folder) !== root) await removeIfEmpty(dirname(folder), root);
}

/** The file beside removed faces with their records from the alignments. */
export const removedRecordsName = 'removed.fsa';

async function hasOnlyEntry(name: string, folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []); // not there
  return names.length === 1 && names[0] === name;
}

async function recordInJournal(root: string, { id, type, moves }: StoredPlan): Promise<void> {
  const last = (await readJournal(root, () => undefined))?.steps.at(-1); // the session that follows starts a new one
  if (last && 'plan' in last && last.plan === id) return;
  await appendToJournal(root, { type, plan: id, moved: moves });
}

const index = v.pipe(v.number(), v.integer());

const storedPlanSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]+$/)),
  type: v.picklist(applyTypes),
  staged: v.boolean(),
  moves: v.array(v.object({ ...movedFaceSchema.entries, from: storedPathSchema, to: storedPathSchema })),
  renumbered: v.array(v.object({ move: index, frame: v.string(), index, patch: v.exactOptional(numberPatchSchema) })),
  alignments: v.array(v.object({ from: storedPathSchema, to: v.pipe(v.string(), v.endsWith('.fsa')) })),
});
