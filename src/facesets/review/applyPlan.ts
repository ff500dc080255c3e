import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asUserError, writeFileAtomic } from '../../media/atomicFile';
import { isPathWithin, readStoredPlan } from '../../media/storedPlan';
import { trashName } from '../../media/trash';
import { hasCode, UserError } from '../../shared/errors';
import { TaskWindow } from '../../shared/taskWindow';
import { type FaceHeader, facePngName, parseFaceHeader, withFaceHeader } from '../facePng';
import type { MovedFace } from './history';
import { onDisk, reviewName } from './reviewFolder';
import { type ApplyType, appendToJournal, applyTypes, isMoved, readJournal } from './reviewJournal';

/** A face whose number within its frame changes, because one before it went or came. */
export interface Renumbered {
  /** Which of the plan's moves. */
  readonly move: number;
  readonly frame: string;
  readonly index: number;
}

/**
 * What is to become of the files. It stands on disk before the first of them is touched, so that whoever comes after a
 * kill can carry the rest out: each of its steps can be done twice.
 */
export interface ApplyPlan {
  readonly id: string;
  readonly type: ApplyType;
  readonly moves: readonly MovedFace[];
  readonly renumbered: readonly Renumbered[];
  /** Alignments written beforehand, in the review's folder, and the files whose place they take (relative to the faces). */
  readonly alignments: readonly { readonly from: string; readonly to: string }[];
}

interface StoredPlan extends ApplyPlan {
  /** Whether all faces are in the staging folder already. */
  readonly staged: boolean;
}

/** Each is on the disk before the next step: waiting for several at once is a wait for one. */
const filesAtOnce = 16;

const planPathOf = (root: string) => join(root, reviewName, 'plan.json');
const stagingOf = (root: string) => join(root, reviewName, 'staging');
const stagedPath = (root: string, move: number) => join(stagingOf(root), `${move}.png`);

/** Where the new content of the `index`th alignments file waits. */
export const preparedAlignments = (index: number) => `${reviewName}/alignments-${index}.fsa`;

/** Whether a killed review has left something to be carried out. */
export function unfinishedApply(root: string): boolean {
  return existsSync(planPathOf(root));
}

/** Writes `plan` down and carries it out: from then on it will be carried out, whatever happens. */
export async function carryOutApply(root: string, plan: ApplyPlan): Promise<void> {
  await writeFileAtomic(planPathOf(root), JSON.stringify({ ...plan, staged: false } satisfies StoredPlan));
  await finishApply(root);
}

/**
 * Carries out the rest of what a killed review has begun in `root`. Gives whether there was anything.
 * @throws UserError when the plan cannot be read, or the disk is full
 */
export async function finishApply(root: string): Promise<boolean> {
  const plan = await readStoredPlan<StoredPlan>(planPathOf(root), isSound);
  if (!plan) return false;
  try {
    if (!plan.staged) await stage(root, plan);
    for (const { from, to } of plan.alignments) await replace(join(root, from), join(root, to));
    for (const [move, { to }] of plan.moves.entries()) await replace(stagedPath(root, move), onDisk(root, to));
    await removeEmptied(root, plan.moves);
    await writeDown(root, plan);
    await rm(planPathOf(root));
    await rm(stagingOf(root), { recursive: true, force: true });
  } catch (error) {
    throw asUserError(error, root);
  }
  return true;
}

/** First all faces go into the staging folder, so that no new name meets an old one. */
async function stage(root: string, plan: StoredPlan): Promise<void> {
  await mkdir(stagingOf(root), { recursive: true });
  const numbers = new Map(plan.renumbered.map((renumbered) => [renumbered.move, renumbered]));
  const tasks = new TaskWindow(filesAtOnce);
  const stageOne = async (move: number, from: string) => {
    const [source, target] = [onDisk(root, from), stagedPath(root, move)];
    const number = numbers.get(move);
    if (number && !existsSync(target)) await writeRenumbered(source, target, number);
    if (number && existsSync(target)) await rm(source, { force: true });
    else await replace(source, target);
  };
  for (const [move, { from }] of plan.moves.entries()) await tasks.add(stageOne(move, from));
  await tasks.drain();
  await writeFileAtomic(planPathOf(root), JSON.stringify({ ...plan, staged: true } satisfies StoredPlan));
}

async function writeRenumbered(source: string, target: string, { frame, index }: Renumbered): Promise<void> {
  const png = await readFile(source).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined; // whoever took it meanwhile had a reason
    throw error;
  });
  if (!png) return;
  const header = headerOf(png, source);
  if (!header) return;
  const renumbered = { ...header.source, faceIndex: index, originalFilename: facePngName(frame, index) };
  await writeFileAtomic(target, withFaceHeader(png, { ...header, source: renumbered }));
}

/** Undefined where the file was damaged meanwhile: it moves as it is. */
function headerOf(png: Uint8Array, name: string): FaceHeader | undefined {
  try {
    return parseFaceHeader(png, name);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** A file that is not there has been moved already, or was taken away meanwhile. */
async function replace(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to);
}

async function removeEmptied(root: string, moves: readonly MovedFace[]): Promise<void> {
  const folders = new Set(moves.map(({ from }) => dirname(onDisk(root, from))));
  for (const folder of folders) if (folder !== root) await removeIfEmpty(folder, root);
}

/** And the folders above it, up to `root`. What only tells of faces that have left the trash goes with the last of them. */
async function removeIfEmpty(folder: string, root: string): Promise<void> {
  if (dirname(folder) === join(root, trashName) && (await isOnly(removedName, folder)))
    await rm(join(folder, removedName));
  try {
    await rmdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) return;
    throw error;
  }
  if (dirname(folder) !== root) await removeIfEmpty(dirname(folder), root);
}

/** Beside the faces of one removal: their records, as the alignments had them. */
export const removedName = 'removed.fsa';

async function isOnly(name: string, folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []); // not there
  return names.length === 1 && names[0] === name;
}

async function writeDown(root: string, { id, type, moves }: StoredPlan): Promise<void> {
  const last = (await readJournal(root))?.steps.at(-1);
  if (last && 'plan' in last && last.plan === id) return;
  await appendToJournal(root, { type, plan: id, moved: moves });
}

function isSound({ id, type, staged, moves, renumbered, alignments }: Partial<StoredPlan>): boolean {
  return (
    typeof id === 'string' &&
    applyTypes.some((known) => known === type) &&
    typeof staged === 'boolean' &&
    Array.isArray(moves) &&
    moves.every((move: unknown) => isMoved(move) && isPathWithin(move.from) && isPathWithin(move.to)) &&
    Array.isArray(renumbered) &&
    renumbered.every(
      ({ move, frame, index }: Partial<Renumbered>) =>
        Number.isInteger(move) && typeof frame === 'string' && Number.isInteger(index),
    ) &&
    Array.isArray(alignments) &&
    alignments.every(
      ({ from, to }: { from?: unknown; to?: unknown }) =>
        isPathWithin(from) && typeof to === 'string' && to.endsWith('.fsa'),
    )
  );
}
