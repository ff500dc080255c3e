import { lstatSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { writeFileAtomic } from './atomicFile';
import { isOwnRecord, sealRecord } from './ownRecord';
import { readRegularText } from './regularFile';
import { setAside } from './setAside';
import { isInside, UnfitFileError } from './storedPath';
import { explainFileError } from './systemErrors';

/** Half a gigabyte holds the moves of more faces than a film has. */
const maxPlanBytes = 2 ** 29;

/** Where a plan of work on the files in `root` is stored. */
export interface PlanPlace {
  /** The folder that the paths of the plan are relative to. */
  readonly root: string;
  /** The path of the plan, in `root` or in a hidden folder in it. */
  readonly path: string;
}

export interface PlanReading<T> extends PlanPlace {
  readonly schema: v.GenericSchema<unknown, T>;
  /**
   * Returns what is wrong with a plan, as a part of a sentence; undefined when it may be carried out.
   * @param isOwn whether this user's programs wrote it here: only then may it name places outside of `root`
   */
  findFault(plan: T, isOwn: boolean): string | undefined;
  /** Receives the sentence about a plan that was set aside. */
  onWarning(message: string): void;
}

/** Returns whether there is a plan, or what takes its place: a link, also one that leads nowhere. */
export function hasPlan({ root, path }: PlanPlace): boolean {
  const hidden = dirname(path);
  return findEntry(path) !== undefined || (hidden !== root && findEntry(hidden)?.isSymbolicLink() === true);
}

/** Returns whether there is a plan that this user's programs wrote here. */
export async function isOwnPlan({ root, path }: PlanPlace): Promise<boolean> {
  try {
    const { seal, ...plan } = JSON.parse(await readRegularText(path, maxPlanBytes, { within: root }));
    return await isOwnRecord(root, JSON.stringify(plan), seal);
  } catch {
    return false; // none, or none that can be right
  }
}

function findEntry(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // below a file, or not readable: whoever reads the folder says so
  }
}

/** Writes a plan, with the seal of this user's programs. @throws UserError */
export async function writePlan({ root, path }: PlanPlace, plan: object): Promise<void> {
  const seal = await sealRecord(root, JSON.stringify(plan));
  await writeFileAtomic(path, JSON.stringify({ ...plan, seal }));
}

/**
 * Reads the plan that an interrupted command has left: a JSON file with the work that is still to do. One that cannot be
 * right is set aside: the folder may have come from anywhere, and a plan is never carried out by halves.
 * @returns undefined when there is none, or when it was set aside
 */
export async function readInterruptedPlan<T>(reading: PlanReading<T>): Promise<T | undefined> {
  const { root, path, schema, findFault, onWarning } = reading;
  const hidden = dirname(path);
  try {
    if (!isInside(root, hidden)) {
      onWarning(await setAside(hidden, t('it is a link out of its folder')));
      return undefined;
    }
    const text = await readRegularText(path, maxPlanBytes);
    const plan = parsePlan(text, schema);
    const fault = plan
      ? findFault(plan.content, await isOwnRecord(root, plan.sealed, plan.seal))
      : t('it is not the plan of an interrupted command');
    if (fault === undefined) return plan?.content;
    onWarning(await setAside(path, fault));
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    if (!(error instanceof UserError)) throw explainFileError(error, path);
    if (!(error instanceof UnfitFileError)) throw error;
    onWarning(await setAside(path, t('it is not a file of this program')));
  }
  return undefined;
}

interface ParsedPlan<T> {
  readonly content: T;
  /** The text that was sealed. */
  readonly sealed: string;
  readonly seal: unknown;
}

function parsePlan<T>(text: string, schema: v.GenericSchema<unknown, T>): ParsedPlan<T> | undefined {
  try {
    const { seal, ...plan } = JSON.parse(text);
    const { success, output } = v.safeParse(schema, plan, { abortEarly: true });
    return success ? { content: output, sealed: JSON.stringify(plan), seal } : undefined;
  } catch {
    return undefined; // not JSON, or no object
  }
}
