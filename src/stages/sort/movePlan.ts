import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { explainFileError, isTemporaryName, writeAtomic, writeFileAtomic } from '../../files/atomicFile';
import { findFreePath } from '../../files/freePath';
import { pathWithinSchema, readInterruptedPlan } from '../../files/interruptedPlan';
import { hasErrorCode } from '../../shared/errors';

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

/** Writes a plan to the disk and executes it. `onMove` is called for each face. */
export async function executePlan(plan: MovePlan, onMove: () => void): Promise<void> {
  await writePlan({ ...plan, staged: false });
  await finishPlan(plan.output, onMove);
}

/** Returns whether a killed sort has left a plan in `output`. */
export function hasInterruptedSort(output: string): boolean {
  return existsSync(getPlanPath(output));
}

/**
 * Executes the rest of a plan that a killed sort has left in `output`, and returns the plan; undefined when there is none.
 * @throws UserError when the plan cannot be read, or the disk is full
 */
export async function finishPlan(output: string, onMove: () => void = () => undefined): Promise<MovePlan | undefined> {
  const plan = await readPlan(output);
  if (!plan) return undefined;
  try {
    if (!plan.staged) await stageAll(plan, onMove);
    await removeEmptiedFolders(plan);
    await moveStaged(join(output, stagingName), output);
    await rm(getPlanPath(output));
    await removeStagingFolder(join(output, stagingName));
  } catch (error) {
    throw explainFileError(error, output);
  }
  return plan;
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
  await writePlan({ ...plan, staged: true });
}

/** Moves or copies a face. A face that the user has moved or removed in the meantime is skipped. */
async function transfer(source: string, target: string, copy: boolean): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  try {
    if (copy) await writeAtomic(target, (temporary) => copyFile(source, temporary));
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
    await writeAtomic(target, (temporary) => copyFile(source, temporary));
    await rm(source);
  }
}

/** Removes the folders of an earlier sort that are empty now. */
async function removeEmptiedFolders({ input, output, moves }: MovePlan): Promise<void> {
  const folders = new Set(moves.map(({ from }) => dirname(from)));
  for (const folder of folders) if (folder !== '.') await removeIfEmpty(resolve(output, input, folder));
}

/** Moves the staged folders to their places: as a whole, or file by file into a folder that exists. */
async function moveStaged(staged: string, target: string): Promise<void> {
  for (const entry of await readdir(staged, { withFileTypes: true })) {
    if (entry.name === planName || isTemporaryName(entry.name)) continue;
    const [from, to] = [join(staged, entry.name), join(target, entry.name)];
    if (entry.isDirectory() && existsSync(to)) {
      await moveStaged(from, to);
      await removeIfEmpty(from);
    } else await rename(from, findFreePath(to));
  }
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

function getPlanPath(output: string): string {
  return join(output, stagingName, planName);
}

async function writePlan(plan: StoredPlan): Promise<void> {
  await writeFileAtomic(getPlanPath(plan.output), JSON.stringify(plan));
}

async function readPlan(output: string): Promise<StoredPlan | undefined> {
  const plan = await readInterruptedPlan<StoredPlan>(getPlanPath(output), storedPlanSchema);
  return plan && { ...plan, output };
}

const storedPlanSchema = v.object({
  input: v.string(),
  output: v.optional(v.string(), ''), // replaced by the folder in which the plan was found
  copy: v.boolean(),
  staged: v.boolean(),
  moves: v.array(v.object({ from: pathWithinSchema, to: pathWithinSchema })),
  summary: v.record(v.string(), v.union([v.string(), v.number()])),
});
