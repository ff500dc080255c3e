import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ConcurrencyLimit } from '../../files/concurrencyLimit';
import { UserError } from '../../shared/errors';
import { type Alignments, alignmentsVersion, backupAlignments, readAlignments, writeAlignments } from '../alignments';
import { formatFacePngName, readFaceHeader } from '../facePng';
import type { FaceRecord } from '../faceRecord';
import {
  type AlignmentsChange,
  changeAlignments,
  type FrameFace,
  FrameKeys,
  groupBy,
  type ReturningFace,
} from './alignmentsChange';
import type { MovedFace } from './editHistory';
import { type ApplyPlan, getPreparedAlignmentsPath, type RenumberedFace, removedRecordsName } from './executeApplyPlan';
import { createNumberPatch } from './renumberFace';
import { convertToSlashes, headerConcurrency, isTrashed, resolveFacePath } from './reviewFolder';

export interface ApplyRequest {
  /** The folder of the faces. */
  readonly root: string;
  /** The alignments files that the faces may belong to. */
  readonly alignments: readonly string[];
  /** The path of each face's file, relative to `root`. */
  readonly paths: readonly string[];
  readonly type: ApplyPlan['type'];
  /** The moves of faces that were asked for. */
  readonly moves: readonly MovedFace[];
  /** Reads the headers of faces; omits faces without a valid header. */
  findFrames(faces: readonly number[]): Promise<ReadonlyMap<number, FrameFace>>;
}

export interface PreparedApply {
  readonly plan: ApplyPlan;
  /** Counts of faces that are removed from the alignments, and restored to them. */
  readonly left: number;
  readonly returned: number;
  /** Backups of the alignments. */
  readonly backups: readonly string[];
}

/**
 * Determines all changes on disk and writes the new alignments into the review's folder. Faces and alignments are still
 * unchanged when this resolves.
 * @throws UserError when an alignments file cannot be read
 */
export async function buildApplyPlan(request: ApplyRequest): Promise<PreparedApply> {
  const { root, moves, type } = request;
  const leaving = moves.filter(({ from, to }) => !isTrashed(from) && isTrashed(to));
  const returning = moves.filter(({ from, to }) => isTrashed(from) && !isTrashed(to));
  const id = randomUUID();
  if (leaving.length + returning.length === 0)
    return { plan: { id, type, moves, renumbered: [], alignments: [] }, left: 0, returned: 0, backups: [] };
  const changes = await findChanges(request, leaving, returning);
  const { moves: allMoves, renumbered } = renumberOtherFaces(request, changes);
  const written: { content: Alignments; to: string }[] = changes.map(({ path, change }) => ({
    content: change.alignments,
    to: path,
  }));
  written.push(...collectRemovedRecords(root, changes));
  const prepare = async ({ content, to }: (typeof written)[number], index: number) => {
    const from = getPreparedAlignmentsPath(index);
    await writeAlignments(join(root, from), content);
    return { from, to: convertToSlashes(relative(root, to)) };
  };
  const [alignments, patched, backups] = await Promise.all([
    Promise.all(written.map(prepare)),
    addPatches(root, allMoves, renumbered),
    Promise.all(changes.map(({ path }) => backupAlignments(path))),
  ]);
  return {
    plan: { id, type, moves: allMoves, renumbered: patched, alignments },
    left: sum(changes, ({ leaving }) => leaving.length),
    returned: sum(changes, ({ returning }) => returning.length),
    backups,
  };
}

/** A face that moves, identified in the alignments. */
interface MovingFace extends FrameFace {
  readonly move: MovedFace;
}

interface ChangedFile {
  readonly path: string;
  readonly before: Alignments;
  readonly keys: FrameKeys;
  readonly leaving: readonly MovingFace[];
  readonly returning: readonly (MovingFace & ReturningFace)[];
  readonly change: AlignmentsChange;
  /** The other faces in these alignments that have files. */
  readonly others: readonly (FrameFace & { readonly face: number })[];
}

async function findChanges(
  request: ApplyRequest,
  leaving: readonly MovedFace[],
  returning: readonly MovedFace[],
): Promise<ChangedFile[]> {
  const { root, alignments, paths } = request;
  const present = paths.flatMap((path, face) => (isTrashed(path) ? [] : [face]));
  const facts = await request.findFrames([...present, ...returning.map(({ face }) => face)]);
  const moving = new Set([...leaving, ...returning].map(({ face }) => face));
  const records = await readRemovedRecords(root, returning);
  const changes: ChangedFile[] = [];
  for (const path of alignments) {
    const before = await readAlignments(path);
    const keys = new FrameKeys(before);
    const isHeld = ({ frame, index }: FrameFace) => before.frames.get(frame)?.faces[index] !== undefined;
    const findInThisFile = (face: number): FrameFace[] => {
      const known = facts.get(face);
      const frame = known && keys.find(known.frame);
      return known && frame !== undefined ? [{ ...known, frame }] : [];
    };
    const others = present
      .filter((face) => !moving.has(face))
      .flatMap((face) => findInThisFile(face).map((known) => ({ ...known, face })));
    const staying = new Set(others.map(getFaceKey));
    const findMovesInThisFile = (moves: readonly MovedFace[]) =>
      moves.flatMap((move) => findInThisFile(move.face).map((known) => ({ ...known, move })));
    // A face stays in the alignments while another file of it stays.
    const out = findMovesInThisFile(leaving).filter((face) => isHeld(face) && !staying.has(getFaceKey(face)));
    const back = findMovesInThisFile(returning)
      .flatMap((face) => {
        const record = records.get(face.move.face);
        return record ? [{ ...face, record }] : [];
      })
      .filter((face) => !isSameFace(before.frames.get(face.frame)?.faces[face.index], face.record));
    if (out.length + back.length === 0) continue;
    const change = changeAlignments(before, out, back);
    changes.push({ path, before, keys, leaving: out, returning: back, change, others });
  }
  return changes;
}

const getFaceKey = ({ frame, index }: FrameFace) => `${index} ${frame}`;

/** Returns whether two records are the same face: another file of it is still in the faceset. */
function isSameFace(a: FaceRecord | undefined, b: FaceRecord): boolean {
  return (
    a !== undefined &&
    JSON.stringify([a.x, a.y, a.w, a.h, a.landmarks]) === JSON.stringify([b.x, b.y, b.w, b.h, b.landmarks])
  );
}

/** Gives the other faces of changed frames their new numbers, and new names if the names contain the number. */
function renumberOtherFaces(
  { paths, moves }: ApplyRequest,
  changes: readonly ChangedFile[],
): { moves: MovedFace[]; renumbered: RenumberedFace[] } {
  const all = [...moves];
  const moveByFace = new Map(moves.map(({ face }, move) => [face, move]));
  const unmoved = paths.filter((_, face) => !moveByFace.has(face));
  const taken = new Set([...unmoved, ...moves.map(({ to }) => to)]);
  const renumbered: RenumberedFace[] = [];
  const renumber = (face: number, { frame, index: from }: FrameFace, index: number) => {
    if (index === from) return;
    const move = moveByFace.get(face) ?? all.push({ face, from: paths[face]!, to: paths[face]! }) - 1;
    const { from: path, to } = all[move]!;
    const name = renumberPath(to, frame, from, index);
    // A requested move keeps its target; a file whose new name is taken keeps its name.
    if (!moveByFace.has(face) && !taken.has(name)) all[move] = { face, from: path, to: name };
    taken.delete(path);
    taken.add(all[move]!.to);
    renumbered.push({ move, frame, index });
  };
  for (const { change, others, returning } of changes) {
    const inOrder = [...others].sort((a, b) => a.index - b.index);
    for (const other of inOrder) {
      const index = change.renumbered.get(other.frame)?.[other.index];
      if (index !== undefined) renumber(other.face, other, index);
    }
    for (const [i, face] of returning.entries()) renumber(face.move.face, face, change.returned[i]!);
  }
  return { moves: all, renumbered };
}

async function addPatches(
  root: string,
  moves: readonly MovedFace[],
  renumbered: readonly RenumberedFace[],
): Promise<RenumberedFace[]> {
  const patched: RenumberedFace[] = [];
  const tasks = new ConcurrencyLimit(headerConcurrency);
  const add = async (one: RenumberedFace) => {
    patched.push({ ...one, patch: await createNumberPatch(resolveFacePath(root, moves[one.move]!.from), one) });
  };
  for (const one of renumbered) await tasks.add(add(one));
  await tasks.drain();
  return patched;
}

/** Replaces the number in a file name of `extract` or `sort`; returns other names unchanged. */
function renumberPath(path: string, frame: string, from: number, to: number): string {
  const old = formatFacePngName(frame, from);
  return path.endsWith(old) ? path.slice(0, -old.length) + formatFacePngName(frame, to) : path;
}

/** Collects the records of removed faces, which go into the trash with them, each under the name of its file. */
function collectRemovedRecords(root: string, changes: readonly ChangedFile[]): { content: Alignments; to: string }[] {
  const out = changes.flatMap(({ before, leaving }) =>
    leaving.map(({ move, frame, index }) => ({ move, record: before.frames.get(frame)!.faces[index]! })),
  );
  return Array.from(
    groupBy(out, ({ move }) => getTrashFolder(move.to)),
    ([folder, faces]) => ({
      to: join(resolveFacePath(root, folder), removedRecordsName),
      content: {
        version: alignmentsVersion,
        frames: new Map(
          faces.map(({ move, record }) => [
            move.to.slice(folder.length + 1),
            { faces: [record], videoMeta: new Map() },
          ]),
        ),
      },
    }),
  );
}

/** Returns the folder of one removal: `.trash/<time>`. */
function getTrashFolder(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

/** Reads the records of restored faces from the trash; if another program removed them, from their headers. */
async function readRemovedRecords(root: string, returning: readonly MovedFace[]): Promise<Map<number, FaceRecord>> {
  const records = new Map<number, FaceRecord>();
  for (const [folder, moves] of groupBy(returning, ({ from }) => getTrashFolder(from))) {
    const path = join(resolveFacePath(root, folder), removedRecordsName);
    const stored = existsSync(path) ? (await readAlignments(path)).frames : undefined;
    for (const { face, from } of moves) {
      const record =
        stored?.get(from.slice(folder.length + 1))?.faces[0] ?? (await readHeaderRecord(resolveFacePath(root, from)));
      if (record) records.set(face, record);
    }
  }
  return records;
}

async function readHeaderRecord(path: string): Promise<FaceRecord | undefined> {
  try {
    return (await readFaceHeader(path)).face;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
