import { resolve } from 'node:path';
import { type Alignments, backupAlignments, readAlignments, writeAlignments } from '../../facesets/alignments';
import type { FaceRecord } from '../../facesets/faceRecord';
import { moveToTrash } from '../../files/trash';
import { UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { findUnfinishedWork, finishWork } from '../unfinishedWork';
import { planRenumbering, renumber } from './renumbering';
import { findDuplicates, findStoredFaces, type StoredFace } from './storedFaces';

export interface CleanUpOptions {
  /** The `.fsa` file. */
  readonly alignments: string;
  /** The folder of the face PNGs that the user kept; its subfolders count too. */
  readonly faces: string;
}

export interface CleanUpSummary {
  /** The number of faces in the alignments now. */
  readonly faces: number;
  /** The number of faces that were removed from the alignments. */
  readonly removed: number;
  /** The number of PNGs that got another number within their frame. */
  readonly renumbered: number;
  /** The number of faces that got an identity or a mask that only their PNG had. */
  readonly completed: number;
  /** The number of second files of a face in the same folder, which were moved to its `.trash`. */
  readonly duplicates: number;
  /** The number of PNGs whose face the alignments do not have; they stay as they are. */
  readonly unknown: number;
  /** The number of PNGs without a readable header; they stay as they are. */
  readonly withoutHeader: number;
  readonly alignments: string;
  /** The path of the backup of the alignments; absent when nothing was changed. */
  readonly backup?: string;
}

/**
 * Removes every face whose PNG the user has removed from the alignments, after a backup; frames keep their entry. The other
 * faces are renumbered within their frame, also in the PNGs. A clean-up or sort that was killed is completed first.
 * @throws UserError when none of the PNGs belongs to the alignments; CanceledError
 */
export async function cleanUp(options: CleanUpOptions, job: JobContext): Promise<CleanUpSummary> {
  const [path, folder] = [resolve(options.alignments), resolve(options.faces)];
  for (const work of await findUnfinishedWork(folder, folder)) await finishWork(work, job, [path]);
  const alignments = await readAlignments(path);
  const stored = await findStoredFaces(folder, alignments, job);
  const before = countFaces(alignments);
  if (stored.faces.length === 0 && before > 0) throw new UserError(describeNoMatch(folder, path));
  if (stored.foreign)
    throw new UserError(
      t(
        '{0} of {1} face images in {2} are of another source than {3}, whose frames have the same names: {4}. Choose the folder with the faces of this source, or extract them again into a folder of their own.',
        ...[stored.foreign.count, stored.faces.length, folder, path, stored.foreign.reason],
      ),
    );
  const duplicates = findDuplicates(stored.faces);
  if (duplicates.size > 0) await trashDuplicates(folder, duplicates, job);
  const storedFaces = stored.faces.filter((face) => !duplicates.has(face));
  const kept = listKeptIndexes(storedFaces);
  const completing = storedFaces.filter(
    ({ identity, mask }) => Object.keys(identity).length + Object.keys(mask).length > 0,
  );
  const cleaned = {
    ...alignments,
    ...(completing.length > 0 && { version: Math.max(alignments.version, identityVersion) }),
    frames: buildCleanedFrames(alignments, kept, completing),
  };
  const renumberings = planRenumbering(folder, storedFaces, stored.paths, kept);
  const faces = countFaces(cleaned);
  const summary = {
    faces,
    removed: before - faces,
    renumbered: renumberings.length,
    completed: completing.length,
    duplicates: duplicates.size,
    unknown: stored.unknown,
    withoutHeader: stored.withoutHeader,
    alignments: path,
  };
  if (summary.removed + summary.completed === 0) return summary;
  const backup = await backupAlignments(path);
  await renumber(folder, path, renumberings, () => writeAlignments(path, cleaned), job);
  job.emit({ type: 'saved', path });
  return { ...summary, backup };
}

/** The first version of the format with identities: faceswap resets them in older files. */
const identityVersion = 2.3;

function describeNoMatch(folder: string, alignments: string): string {
  return t(
    'None of the face images in {0} belong to {1}, so it would lose all its faces. Choose the folder with the faces of this source.',
    folder,
    alignments,
  );
}

async function trashDuplicates(folder: string, faces: ReadonlySet<StoredFace>, job: JobContext): Promise<void> {
  const paths = Array.from(faces, ({ path }) => path);
  const place = await moveToTrash(folder, paths);
  const message = t('Moved {0} duplicate face images to {1}.', faces.size, place);
  job.emit({ type: 'log', level: 'info', message });
}

/** Returns the numbers of the faces that stay in each frame, ascending. */
function listKeptIndexes(faces: readonly StoredFace[]): Map<string, readonly number[]> {
  const kept = new Map<string, Set<number>>();
  for (const { frame, index } of faces) kept.set(frame, (kept.get(frame) ?? new Set()).add(index));
  return new Map(Array.from(kept, ([frame, indexes]) => [frame, [...indexes].sort((a, b) => a - b)]));
}

function buildCleanedFrames(
  { frames }: Alignments,
  kept: ReadonlyMap<string, readonly number[]>,
  completing: readonly StoredFace[],
): Alignments['frames'] {
  const additions = new Map(completing.map((face) => [`${face.index} ${face.frame}`, face]));
  const completed = (face: FaceRecord, frame: string, index: number): FaceRecord => {
    const addition = additions.get(`${index} ${frame}`);
    if (!addition) return face;
    const { identity, mask } = addition;
    return { ...face, identity: { ...face.identity, ...identity }, mask: { ...face.mask, ...mask } };
  };
  return new Map(
    Array.from(frames, ([key, frame]) => {
      const faces = (kept.get(key) ?? []).map((index) => completed(frame.faces[index]!, key, index));
      return [key, { ...frame, faces }];
    }),
  );
}

function countFaces({ frames }: Alignments): number {
  return [...frames.values()].reduce((sum, { faces }) => sum + faces.length, 0);
}
