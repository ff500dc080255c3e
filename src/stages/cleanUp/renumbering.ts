import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import * as v from 'valibot';
import { maxAlignmentsBytes } from '../../facesets/alignments';
import { formatFacePngName, readFaceHeader, writeFaceHeader } from '../../facesets/facePng';
import { hasPlan, isOwnPlan, type PlanPlace, readInterruptedPlan, writePlan } from '../../files/interruptedPlan';
import { readRegularFile } from '../../files/regularFile';
import { isInside } from '../../files/storedPath';
import { storedPathSchema } from '../../files/storedPathSchema';
import { explainFileError } from '../../files/systemErrors';
import { hasErrorCode, throwIfCanceled } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { createProgress, warnOnUserError } from '../../shared/jobReporting';
import { t } from '../../shared/l10n';
import type { StoredFace } from './storedFaces';

/** A face PNG that gets another number within its frame, because one before it was removed. */
export interface Renumbering {
  /** Relative to the face folder, as is `newPath`. */
  readonly path: string;
  readonly newPath: string;
  readonly frame: string;
  readonly from: number;
  readonly to: number;
}

/** The plan of a change to alignments and PNGs. Its file is in the face folder until all of them are changed. */
interface RenumberingPlan {
  /** Relative to the face folder. */
  readonly alignments: string;
  /** SHA-256 of the alignments file before: while it is this, nothing has been changed. */
  readonly before: string;
  readonly renumberings: readonly Renumbering[];
}

const locatePlan = (folder: string): PlanPlace => ({ root: folder, path: join(folder, '.clean-up.json') });

/**
 * Returns the new numbers and names of `faces` when each frame has only the faces in `kept`. They ascend within each frame,
 * so that each new name is free when its turn comes. A file with another name, or whose new name is in use, keeps its name.
 */
export function planRenumbering(
  folder: string,
  faces: readonly StoredFace[],
  paths: readonly string[],
  kept: ReadonlyMap<string, readonly number[]>,
): Renumbering[] {
  const taken = new Set(paths);
  return faces
    .filter(({ hasHeader }) => hasHeader)
    .map((face) => ({ ...face, to: kept.get(face.frame)!.indexOf(face.index) }))
    .filter(({ index, to }) => index !== to)
    .sort((a, b) => a.index - b.index)
    .map(({ path, frame, index, to }) => {
      const newPath = replaceFaceIndex(path, frame, index, to);
      const free = !taken.has(newPath);
      if (free) taken.delete(path);
      if (free) taken.add(newPath);
      const target = free ? newPath : path;
      return { path: relative(folder, path), newPath: relative(folder, target), frame, from: index, to };
    });
}

/** Calls `writeAlignments` and renumbers the PNGs. After a kill in between {@link finishRenumbering} completes the work. */
export async function renumber(
  folder: string,
  alignments: string,
  renumberings: readonly Renumbering[],
  writeAlignments: () => Promise<void>,
  job: JobContext,
): Promise<void> {
  const plan = { alignments: relative(folder, alignments), before: await hashFile(alignments), renumberings };
  if (renumberings.length > 0) await writePlan(locatePlan(folder), plan);
  await writeAlignments();
  await applyRenumberings(folder, renumberings, job);
}

/** Returns whether a killed clean-up has left `folder` half renumbered. */
export function hasInterruptedRenumbering(folder: string): boolean {
  return hasPlan(locatePlan(folder));
}

/** Returns whether a renumbering of this user's is half carried out in `folder`. */
export async function isOwnRenumbering(folder: string): Promise<boolean> {
  return await isOwnPlan(locatePlan(folder));
}

/**
 * Completes what a killed clean-up has begun in `folder`.
 * @param known the alignments that it may be about though another user's program, or one elsewhere, has written the plan
 */
export async function finishRenumbering(folder: string, job: JobContext, known: readonly string[]): Promise<void> {
  const plan = await readInterruptedPlan<RenumberingPlan>({
    ...locatePlan(folder),
    schema: renumberingPlanSchema,
    findFault: (found, isOwn) => findFault(folder, found, isOwn ? undefined : known),
    onWarning: (message) => job.emit({ type: 'log', level: 'warning', message }),
  });
  if (!plan) return;
  const begun = (await hashFile(resolve(folder, plan.alignments))) !== plan.before;
  await applyRenumberings(folder, begun ? plan.renumberings : [], job);
  job.emit({ type: 'log', level: 'info', message: t('Completed an interrupted cleanup of {0}.', folder) });
}

/** Returns what is wrong with a plan: a file outside of the folder, or foreign alignments. */
function findFault(folder: string, plan: RenumberingPlan, known: readonly string[] | undefined): string | undefined {
  const places = plan.renumberings
    .flatMap(({ path, newPath }) => [path, newPath])
    .map((path) => join(folder, dirname(path)));
  const alignments = resolve(folder, plan.alignments);
  if (known && !known.includes(alignments)) places.push(alignments);
  return [...new Set(places)].every((place) => isInside(folder, place)) ? undefined : t('it leads out of its folder');
}

async function applyRenumberings(folder: string, renumberings: readonly Renumbering[], job: JobContext): Promise<void> {
  const progress = createProgress(job, { name: t('Renumbering faces'), total: renumberings.length, unit: t('faces') });
  for (const renumbering of renumberings) {
    throwIfCanceled(job.signal);
    await applyRenumbering(folder, renumbering, job);
    progress.advance();
  }
  await rm(locatePlan(folder).path, { force: true });
  progress.finish();
}

/** Changes first the header, then the name: after a kill, a file with its new name is complete. */
async function applyRenumbering(
  folder: string,
  { path, newPath, frame, from, to }: Renumbering,
  job: JobContext,
): Promise<void> {
  const [file, target] = [join(folder, path), join(folder, newPath)];
  if ((file !== target && existsSync(target)) || !existsSync(file)) return;
  const header = await warnOnUserError(readFaceHeader(file), job);
  if (!header) return;
  if (header.source.faceIndex === from) {
    const source = { ...header.source, faceIndex: to, originalFilename: formatFacePngName(frame, to) };
    await writeFaceHeader(file, { ...header, source });
  }
  await rename(file, target).catch((error: unknown) => {
    throw explainFileError(error, target);
  });
}

/** Returns the path with the new number in a name from extract or sort; any other name stays. */
function replaceFaceIndex(path: string, frame: string, from: number, to: number): string {
  const old = formatFacePngName(frame, from);
  return path.endsWith(old) ? path.slice(0, -old.length) + formatFacePngName(frame, to) : path;
}

async function hashFile(path: string): Promise<string> {
  const bytes = await readRegularFile(path, maxAlignmentsBytes).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT')) return '';
    throw explainFileError(error, path);
  });
  return createHash('sha256').update(bytes).digest('hex');
}

const number = v.pipe(v.number(), v.integer());

const renumberingPlanSchema = v.object({
  alignments: v.string(),
  before: v.string(),
  renumberings: v.array(
    v.object({ path: storedPathSchema, newPath: storedPathSchema, frame: v.string(), from: number, to: number }),
  ),
});
