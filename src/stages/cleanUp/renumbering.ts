import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import * as v from 'valibot';
import { formatFacePngName, readFaceHeader, writeFaceHeader } from '../../facesets/facePng';
import { explainFileError, writeFileAtomic } from '../../files/atomicFile';
import { pathWithinSchema, readInterruptedPlan } from '../../files/interruptedPlan';
import { hasErrorCode, throwIfCancelled } from '../../shared/errors';
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

/** Alignments and PNGs must change together: this stands in the face folder from before the first until after the last. */
interface RenumberingPlan {
  /** Relative to the face folder. */
  readonly alignments: string;
  /** SHA-256 of the alignments file before: while it is this, nothing has been changed. */
  readonly before: string;
  readonly renumberings: readonly Renumbering[];
}

const planName = '.clean-up.json';

/**
 * The new numbers and names of `faces` once each frame has only the faces in `kept`, ascending within each frame: then
 * each new name is free when its turn comes. A file of another name, or whose new name is taken, keeps its name.
 */
export function renumberingsOf(
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
      const newPath = renamed(path, frame, index, to);
      const free = !taken.has(newPath);
      if (free) taken.delete(path);
      if (free) taken.add(newPath);
      const target = free ? newPath : path;
      return { path: relative(folder, path), newPath: relative(folder, target), frame, from: index, to };
    });
}

/** Writes the alignments by `writeAlignments` and renumbers the PNGs; a kill in between is mended by {@link finishRenumbering}. */
export async function renumber(
  folder: string,
  alignments: string,
  renumberings: readonly Renumbering[],
  writeAlignments: () => Promise<void>,
  job: JobContext,
): Promise<void> {
  const plan = { alignments: relative(folder, alignments), before: await hashOf(alignments), renumberings };
  if (renumberings.length > 0) await writeFileAtomic(join(folder, planName), JSON.stringify(plan));
  await writeAlignments();
  await applyAll(folder, renumberings, job);
}

/** Whether a killed clean-up has left something to be done in `folder`. */
export function isUnnumbered(folder: string): boolean {
  return existsSync(join(folder, planName));
}

/** Completes what a killed clean-up has begun in `folder`. */
export async function finishRenumbering(folder: string, job: JobContext): Promise<void> {
  const plan = await readInterruptedPlan<RenumberingPlan>(join(folder, planName), renumberingPlanSchema);
  if (!plan) return;
  const begun = (await hashOf(resolve(folder, plan.alignments))) !== plan.before;
  await applyAll(folder, begun ? plan.renumberings : [], job);
  job.emit({ type: 'log', level: 'info', message: t('Completed an interrupted cleanup of {0}.', folder) });
}

async function applyAll(folder: string, renumberings: readonly Renumbering[], job: JobContext): Promise<void> {
  const progress = createProgress(job, { name: t('Renumbering faces'), total: renumberings.length, unit: t('faces') });
  for (const renumbering of renumberings) {
    throwIfCancelled(job.signal);
    await apply(folder, renumbering, job);
    progress.advance();
  }
  await rm(join(folder, planName), { force: true });
  progress.finish();
}

/** First the header, then the name: a file under its new name is done, whatever a kill came between. */
async function apply(folder: string, { path, newPath, frame, from, to }: Renumbering, job: JobContext): Promise<void> {
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

/** The path with the number in extract's or sort's name changed; any other name stays. */
function renamed(path: string, frame: string, from: number, to: number): string {
  const old = formatFacePngName(frame, from);
  return path.endsWith(old) ? path.slice(0, -old.length) + formatFacePngName(frame, to) : path;
}

async function hashOf(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
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
    v.object({ path: pathWithinSchema, newPath: pathWithinSchema, frame: v.string(), from: number, to: number }),
  ),
});
