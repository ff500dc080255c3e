import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { finishApplyPlan, hasUnfinishedApplyPlan, isOwnApplyPlan } from '../facesets/review/executeApplyPlan';
import type { JobContext } from '../shared/jobEvents';
import { t } from '../shared/l10n';
import { finishRenumbering, hasInterruptedRenumbering, isOwnRenumbering } from './cleanUp/renumbering';
import { finishSort, hasInterruptedSort, isOwnSort } from './sort/movePlan';

/** A command that changes many files of a faceset by a plan on the disk, which a kill may leave half carried out. */
export type PlannedCommand = 'review' | 'sort' | 'clean-up';

/** A plan that is still on the disk: its command was killed, or is at work. */
export interface UnfinishedWork {
  readonly command: PlannedCommand;
  /** The folder of faces that it is about. */
  readonly folder: string;
}

interface Finisher {
  readonly command: PlannedCommand;
  has(folder: string): boolean;
  /** Returns whether it is work of this user's, and not of whoever made the folder. */
  isOwn(folder: string): Promise<boolean>;
  /** Completes the plan, or undoes it where nothing was changed. */
  finish(folder: string, job: JobContext, known: readonly string[]): Promise<void>;
}

const finishers: readonly Finisher[] = [
  { command: 'review', has: hasUnfinishedApplyPlan, isOwn: isOwnApplyPlan, finish: finishReview },
  {
    command: 'sort',
    has: hasInterruptedSort,
    isOwn: isOwnSort,
    async finish(folder, job) {
      if (await finishSort(folder, (message) => warn(job, message)))
        job.emit({ type: 'log', level: 'info', message: t('Completed an interrupted sort of {0}.', folder) });
    },
  },
  { command: 'clean-up', has: hasInterruptedRenumbering, isOwn: isOwnRenumbering, finish: finishRenumbering },
];

async function finishReview(folder: string, job: JobContext, known: readonly string[]): Promise<void> {
  if (await finishApplyPlan(folder, (message) => warn(job, message), known))
    job.emit({ type: 'log', level: 'info', message: t('Completed an interrupted review of {0}.', folder) });
}

/**
 * Returns the unfinished work that the faces in `folder` are part of: its own, that of the faceset which it is a cluster
 * of, and that of the folders below it. `top` is the highest folder to look at; when absent, three above `folder`, of which
 * only this user's own work counts: nobody has named them.
 */
export async function findUnfinishedWork(folder: string, top?: string): Promise<UnfinishedWork[]> {
  const start = resolve(folder);
  const found: UnfinishedWork[] = [];
  for (const place of listFoldersAbove(start, top))
    for (const { command, has, isOwn } of finishers)
      if (has(place) && (top !== undefined || (await isOwn(place)))) found.push({ command, folder: place });
  for (const place of [start, ...(await listFoldersBelow(start))])
    for (const { command, has } of finishers) if (has(place)) found.push({ command, folder: place });
  return found;
}

/**
 * Completes unfinished work. The caller holds the locks of its folder. A plan that cannot be right is set aside, and the
 * job warns of it.
 * @param known the alignments that belong to the faces
 * @throws UserError when the disk is full, or the folder cannot be written
 */
export async function finishWork(
  { command, folder }: UnfinishedWork,
  job: JobContext,
  known: readonly string[],
): Promise<void> {
  await finishers.find((finisher) => finisher.command === command)?.finish(folder, job, known);
}

function warn(job: JobContext, message: string): void {
  job.emit({ type: 'log', level: 'warning', message });
}

/** How far above a cluster the folder of its faceset may be, where there is no project. */
const maxFoldersAbove = 3;

function listFoldersAbove(folder: string, top: string | undefined): string[] {
  const above: string[] = [];
  for (let place = folder; place !== top && dirname(place) !== place; place = dirname(place)) {
    if (top === undefined && above.length === maxFoldersAbove) break;
    above.unshift(dirname(place));
  }
  return above;
}

/** Lists the folders in which a recursive search finds faces. */
async function listFoldersBelow(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []); // a file, or not readable: its reader says so
  const below = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const nested = await Promise.all(below.map(({ name }) => listFoldersBelow(join(folder, name))));
  return below.flatMap(({ name }, i) => [join(folder, name), ...nested[i]!]);
}
