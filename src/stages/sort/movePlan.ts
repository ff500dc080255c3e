import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, parse, resolve } from 'node:path';
import * as v from 'valibot';
import { explainFileError, isTemporaryName, writeAtomic, writeFileAtomic } from '../../files/atomicFile';
import { pathWithinSchema, readInterruptedPlan } from '../../files/interruptedPlan';
import { hasErrorCode } from '../../shared/errors';

/** Where each face goes. The plan stands on disk before the first file moves, so that a kill leaves nothing half sorted. */
export interface MovePlan {
  /** The folder that `from` is relative to, itself relative to `output`: both may be moved elsewhere together. */
  readonly input: string;
  /** The folder that `to` is relative to. */
  readonly output: string;
  /** Leaves the faces where they are and copies them. */
  readonly copy: boolean;
  readonly moves: readonly { readonly from: string; readonly to: string }[];
  /** What to say when it is done. */
  readonly summary: Readonly<Record<string, string | number>>;
}

/** A plan, and whether all its files stand in the staging folder already. */
interface StoredPlan extends MovePlan {
  readonly staged: boolean;
}

/** Within the output folder: the plan, and the new folders while they are being filled. */
const stagingName = '.sorting';
const planName = 'plan.json';

/** Writes `plan` down and carries it out. `onMove` is told of each face. */
export async function carryOut(plan: MovePlan, onMove: () => void): Promise<void> {
  await writePlan({ ...plan, staged: false });
  await finishPlan(plan.output, onMove);
}

/** Whether a killed sort has left something to be done in `output`. */
export function isUnsorted(output: string): boolean {
  return existsSync(planPath(output));
}

/**
 * Carries out the rest of a plan that a killed sort has left in `output`; undefined when there is none.
 * @throws UserError when the plan cannot be read, or the disk is full
 */
export async function finishPlan(output: string, onMove: () => void = () => undefined): Promise<MovePlan | undefined> {
  const plan = await readPlan(output);
  if (!plan) return undefined;
  try {
    if (!plan.staged) await stageAll(plan, onMove);
    await removeEmptied(plan);
    await unfold(join(output, stagingName), output);
    await rm(planPath(output));
    await removeStaging(join(output, stagingName));
  } catch (error) {
    throw explainFileError(error, output);
  }
  return plan;
}

/** First all files go into the staging folder, so that no new name meets an old one. */
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

/** A face that has gone from its place meanwhile is left out: whoever took it had a reason. */
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

/** The folders of an earlier sort that have nothing left in them. */
async function removeEmptied({ input, output, moves }: MovePlan): Promise<void> {
  const folders = new Set(moves.map(({ from }) => dirname(from)));
  for (const folder of folders) if (folder !== '.') await removeIfEmpty(resolve(output, input, folder));
}

/** Then the staged folders go to where they belong: as a whole, or file by file into one that is still there. */
async function unfold(staged: string, target: string): Promise<void> {
  for (const entry of await readdir(staged, { withFileTypes: true })) {
    if (entry.name === planName || isTemporaryName(entry.name)) continue;
    const [from, to] = [join(staged, entry.name), join(target, entry.name)];
    if (entry.isDirectory() && existsSync(to)) {
      await unfold(from, to);
      await removeIfEmpty(from);
    } else await rename(from, freeName(to));
  }
}

/** `name.png`, or `name (2).png` where a file of that name stands. */
function freeName(path: string): string {
  const { dir, name, ext } = parse(path);
  let free = path;
  for (let i = 2; existsSync(free); i++) free = join(dir, `${name} (${i})${ext}`);
  return free;
}

async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => {
    if (!hasErrorCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) throw error;
  });
}

async function removeStaging(staging: string): Promise<void> {
  for (const name of await readdir(staging)) if (isTemporaryName(name)) await rm(join(staging, name));
  await removeIfEmpty(staging);
}

function planPath(output: string): string {
  return join(output, stagingName, planName);
}

async function writePlan(plan: StoredPlan): Promise<void> {
  await writeFileAtomic(planPath(plan.output), JSON.stringify(plan));
}

async function readPlan(output: string): Promise<StoredPlan | undefined> {
  const plan = await readInterruptedPlan<StoredPlan>(planPath(output), storedPlanSchema);
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
