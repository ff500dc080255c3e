import { existsSync } from 'node:fs';
import { basename } from 'node:path/posix';
import { formatTimestamp } from '../../files/timestamp';
import { trashFolderName } from '../../files/trash';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { FrameFace } from './alignmentsChange';
import { type ApplyRequest, buildApplyPlan } from './buildApplyPlan';
import { EditHistory, type MovedFace, type Step } from './editHistory';
import { executeApplyPlan, type FilesProgress, finishApplyPlan } from './executeApplyPlan';
import { getClusterNameFromPath, isTrashed, listFacePaths, resolveFacePath, sortClusterNames } from './reviewFolder';
import {
  type ApplyType,
  appendToJournal,
  type JournalContent,
  readJournal,
  type StepLine,
  setAsideJournal,
  startJournal,
} from './reviewJournal';
import { type Edit, goneCluster, ReviewState, removedCluster } from './reviewState';

export interface SessionOptions {
  /** The folder of the faces. */
  readonly root: string;
  /** The alignments files that the faces may belong to. */
  readonly alignments: readonly string[];
  /** Returns these files anew: an extraction may have added one since. */
  listAlignments?(): Promise<readonly string[]>;
  /** Folder of the faces that belong to no person; it is shown last. */
  readonly lastCluster: string;
  /** Reads the headers of faces; called when faces are removed or restored. */
  findFrames(session: ReviewSession, faces: readonly number[]): ReturnType<ApplyRequest['findFrames']>;
  /** Called with the progress of an apply. */
  readonly onProgress?: FilesProgress;
  /** Receives a sentence about a plan or a journal that cannot be right and was set aside. */
  onWarning(message: string): void;
}

/** The result of applying edits to the files, or of undoing or redoing that. */
export interface AppliedSummary {
  readonly type: ApplyType;
  /** Files that moved. */
  readonly moved: number;
  /** Counts of faces that were removed from the alignments, and restored to them. */
  readonly left: number;
  readonly returned: number;
  /** Faces whose number within their frame has changed, with the new number. */
  readonly renumbered: ReadonlyMap<number, FrameFace>;
}

/** What others have done to the files of a review. */
export interface FollowedFiles {
  readonly added: number;
  readonly moved: number;
  readonly gone: number;
  /** The number of faces with an edit that was not applied, and cannot be any more. */
  readonly lost: number;
  /** Whether there were steps, which cannot be undone any more. */
  readonly steps: boolean;
}

/** The files are not those that the review shows, so nothing was applied. */
export class FilesChangedError extends UserError {}

interface Unapplied {
  readonly kept: readonly number[];
  /** Faces by the name of the cluster that they are to go to, or {@link removedCluster}. */
  readonly targets: ReadonlyMap<string | number, readonly number[]>;
  /** The number of faces with such an edit that are gone. */
  readonly lost: number;
}

/**
 * A review of the faces in a folder. Edits change the state and are written to the journal immediately; files and alignments
 * change when the edits are applied. Every step can be undone, also in a later session, and also an apply.
 */
export class ReviewSession {
  readonly root: string;
  readonly #options: SessionOptions;
  #history: EditHistory;
  readonly #paths: string[];

  private constructor(options: SessionOptions, state: ReviewState, paths: readonly string[]) {
    this.root = options.root;
    this.#options = options;
    this.#history = new EditHistory(state);
    this.#paths = [...paths];
  }

  /**
   * Opens the review of a folder in the state in which the last session ended, also after a kill.
   * @throws UserError when the folder is missing, or the plan of a killed review cannot be read
   */
  static async open(options: SessionOptions): Promise<ReviewSession> {
    const { root, alignments, onWarning } = options;
    await finishApplyPlan(root, onWarning, alignments);
    const [paths, journal] = await Promise.all([listFacePaths(root), readJournal(root, onWarning)]);
    const earlier = journal && ReviewSession.#restore(options, journal);
    if (journal && !earlier) onWarning(await setAsideJournal(root));
    if (earlier && hasSameFaces(earlier.#paths, paths)) return earlier;
    const session = ReviewSession.#create(options, paths);
    await startJournal(root, paths);
    if (earlier) {
      const faces = new Map(paths.map((path, face) => [path, face]));
      await session.edit(session.#planUnapplied(earlier.#collectUnapplied((face) => faces.get(earlier.#paths[face]!))));
    }
    return session;
  }

  get state(): ReviewState {
    return this.#history.state;
  }

  /** The path of each face, relative to the root, with slashes. */
  get paths(): readonly string[] {
    return this.#paths;
  }

  get lastStep(): Step | undefined {
    return this.#history.lastStep;
  }

  get nextStep(): Step | undefined {
    return this.#history.nextStep;
  }

  /** Applies `edits` to the state as one step; returns whether anything changed. @throws RangeError for an unknown face or cluster */
  async edit(edits: readonly Edit[]): Promise<boolean> {
    if (!this.#history.do({ edits })) return false;
    await this.#write({ type: 'do', edits });
    return true;
  }

  /** Undoes the last step; if it was an apply, also on disk. */
  async undo(): Promise<AppliedSummary | undefined> {
    const last = this.#history.lastStep;
    if (!last) return undefined;
    if ('moved' in last) return await this.#carryOut('unapply', last.moved.map(invertMove));
    this.#history.undo();
    await this.#write({ type: 'undo' });
    return undefined;
  }

  /** Repeats the step that was undone last. */
  async redo(): Promise<AppliedSummary | undefined> {
    const next = this.#history.nextStep;
    if (!next) return undefined;
    if ('moved' in next) return await this.#carryOut('reapply', next.moved);
    this.#history.redo();
    await this.#write({ type: 'redo' });
    return undefined;
  }

  /** Applies all edits to files and alignments. After a kill, the next session completes it. */
  async apply(now = new Date()): Promise<AppliedSummary | undefined> {
    const moves = this.#listPendingMoves(this.#freeTrash(now));
    return moves.length > 0 ? await this.#carryOut('apply', moves) : undefined;
  }

  /** The number of faces whose file is not yet where the state has it. */
  get pending(): number {
    let count = 0;
    for (let face = 0; face < this.#paths.length; face++) if (this.#isPending(face)) count++;
    return count;
  }

  static #create(options: SessionOptions, paths: readonly string[]): ReviewSession {
    return new ReviewSession(options, createState(options, paths, new Set()), paths);
  }

  /** Restores a session from a journal; returns undefined if the journal contradicts itself. */
  static #restore(options: SessionOptions, { base, steps }: JournalContent): ReviewSession | undefined {
    const session = ReviewSession.#create(options, base.faces);
    try {
      for (const step of steps) session.#replay(step);
      return session;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  #replay(line: StepLine): void {
    switch (line.type) {
      case 'do':
        this.#history.do({ edits: line.edits });
        break;
      case 'undo':
        this.#history.undo();
        break;
      case 'redo':
        this.#history.redo();
        break;
      default:
        this.#follow(line.type, line.moved);
    }
  }

  /** Collects what is not applied yet, for the faces that `find` still finds, by their numbers there. */
  #collectUnapplied(find: (face: number) => number | undefined): Unapplied {
    const targets = new Map<number | string, number[]>();
    const kept: number[] = [];
    let lost = 0;
    for (const before of this.#paths.keys()) {
      const face = find(before);
      const isPending = this.#isPending(before);
      if (face === undefined) lost += isPending ? 1 : 0;
      if (face === undefined) continue;
      if (this.state.kept[before]) kept.push(face);
      if (!isPending) continue;
      const cluster = this.state.clusters[before]!;
      const target = cluster === removedCluster ? removedCluster : this.state.names[cluster]!;
      targets.set(target, [...(targets.get(target) ?? []), face]);
    }
    return { kept, targets, lost };
  }

  /** Returns the edits that do again what was not applied in an earlier session. */
  #planUnapplied({ kept, targets }: Unapplied): Edit[] {
    let newCluster = this.state.names.length;
    const edits: Edit[] = kept.length > 0 ? [{ kind: 'keep', faces: kept, kept: true }] : [];
    for (const [target, moved] of targets) {
      if (target === removedCluster) {
        edits.push({ kind: 'move', faces: moved, to: removedCluster });
        continue;
      }
      const known = this.state.findCluster(String(target));
      const to = known ?? newCluster++;
      if (known === undefined) edits.push({ kind: 'name', cluster: to, name: String(target) });
      edits.push({ kind: 'move', faces: moved, to });
    }
    return edits;
  }

  /**
   * Follows what others have done to the files: faces keep their numbers, new ones get further numbers. What is not applied
   * yet stays so, as one step; earlier steps cannot be undone any more.
   * @param found the files that are there now
   * @param findMoved returns which of the new files is which of the missing faces
   */
  async follow(
    found: readonly string[],
    findMoved: (missing: readonly number[], added: readonly string[]) => Promise<ReadonlyMap<string, number>>,
  ): Promise<FollowedFiles> {
    const there = new Set(found);
    const present = new Map(this.#paths.flatMap((path, face) => (this.isGone(face) ? [] : [[path, face]])));
    const returned = new Map(this.#paths.flatMap((path, face) => (this.isGone(face) ? [[path, face]] : [])));
    const missing = [...present].flatMap(([path, face]) => (there.has(path) ? [] : [face]));
    const added = found.filter((path) => !present.has(path));
    const moved = new Map(await findMoved(missing, added));
    for (const path of added) if (!moved.has(path) && returned.has(path)) moved.set(path, returned.get(path)!);
    const foundAgain = new Set(moved.values());
    const gone = new Set([...missing, ...returned.values()].filter((face) => !foundAgain.has(face)));
    const steps = this.lastStep !== undefined || this.nextStep !== undefined;
    const unapplied = this.#collectUnapplied((face) => (gone.has(face) ? undefined : face));
    for (const [path, face] of moved) this.#paths[face] = path;
    const arrived = added.filter((path) => !moved.has(path));
    this.#paths.push(...arrived);
    this.#history = new EditHistory(createState(this.#options, this.#paths, gone));
    await startJournal(this.root, this.#paths);
    await this.edit(this.#planUnapplied(unapplied));
    const count = missing.filter((face) => gone.has(face)).length;
    return { added: arrived.length, moved: moved.size, gone: count, lost: unapplied.lost, steps };
  }

  /** Whether the file of a face is gone. */
  isGone(face: number): boolean {
    return this.state.clusters[face] === goneCluster;
  }

  /** Returns whether these are the files of the faces, all of them and no others. */
  hasFiles(found: readonly string[]): boolean {
    return hasSameFaces(
      this.#paths.filter((_, face) => !this.isGone(face)),
      found,
    );
  }

  #isPending(face: number): boolean {
    const path = this.#paths[face]!;
    const cluster = this.state.clusters[face]!;
    if (cluster === goneCluster) return false;
    if (cluster === removedCluster) return !isTrashed(path);
    return isTrashed(path) || getClusterNameFromPath(path) !== this.state.names[cluster];
  }

  #listPendingMoves(trash: string): MovedFace[] {
    const pending = this.#paths.flatMap((_, face) => (this.#isPending(face) ? [face] : []));
    const leaving = new Set(pending.map((face) => this.#paths[face]!));
    const taken = new Set(this.#paths.filter((path) => !leaving.has(path)));
    return pending.map((face) => {
      const from = this.#paths[face]!;
      const cluster = this.state.clusters[face]!;
      const name = cluster === removedCluster ? undefined : this.state.names[cluster]!;
      const preferredPath =
        name === undefined ? `${trash}/${from}` : name === '' ? basename(from) : `${name}/${basename(from)}`;
      const to = this.#freePath(preferredPath, taken, leaving);
      taken.add(to);
      return { face, from, to };
    });
  }

  #freePath(path: string, taken: ReadonlySet<string>, leaving: ReadonlySet<string>): string {
    const isTaken = (other: string) =>
      taken.has(other) || (!leaving.has(other) && existsSync(resolveFacePath(this.root, other)));
    let free = path;
    for (let i = 2; isTaken(free); i++) free = path.replace(/(\.png)$/i, ` (${i})$1`);
    return free;
  }

  #freeTrash(now: Date): string {
    const path = `${trashFolderName}/${formatTimestamp(now)}`;
    let free = path;
    for (let i = 2; existsSync(resolveFacePath(this.root, free)); i++) free = `${path} (${i})`;
    return free;
  }

  async #carryOut(type: ApplyType, moves: readonly MovedFace[]): Promise<AppliedSummary> {
    const { root } = this.#options;
    if (!this.hasFiles(await listFacePaths(root))) throw new FilesChangedError(describeChangedFiles());
    const alignments = (await this.#options.listAlignments?.()) ?? this.#options.alignments;
    const { plan, left, returned } = await buildApplyPlan({
      root,
      alignments,
      paths: this.#paths,
      type,
      moves: moves.filter(({ face, from }) => this.#paths[face] === from),
      findFrames: (faces) => this.#options.findFrames(this, faces),
    });
    const moved = await executeApplyPlan(root, plan, this.#options.onProgress);
    this.#follow(type, plan.moves);
    const renumbered = new Map(
      plan.renumbered.map(({ move, frame, index }) => [plan.moves[move]!.face, { frame, index }] as const),
    );
    return { type, moved, left, returned, renumbered };
  }

  #follow(type: ApplyType, moved: readonly MovedFace[]): void {
    for (const { face, to } of moved) if (face < this.#paths.length) this.#paths[face] = to;
    if (type === 'unapply') this.#history.undo();
    else if (type === 'reapply') this.#history.redo();
    else this.#history.do({ moved });
  }

  async #write(line: StepLine): Promise<void> {
    await appendToJournal(this.root, line);
  }
}

function describeChangedFiles(): string {
  return t(
    'The files have changed since they were shown, so nothing was moved. They are shown as they are now: apply again.',
  );
}

/** Creates the state of files that nobody has reviewed. */
function createState(
  { lastCluster }: SessionOptions,
  paths: readonly string[],
  gone: ReadonlySet<number>,
): ReviewState {
  const there = paths.filter((_, face) => !gone.has(face));
  const names = sortClusterNames(new Set(['', ...there.map(getClusterNameFromPath)]), lastCluster);
  const numbers = new Map(names.map((name, number) => [name, number]));
  const homes = Int32Array.from(paths, (path) => numbers.get(getClusterNameFromPath(path)) ?? 0);
  const clusters = Int32Array.from(paths, (path, face) =>
    gone.has(face) ? goneCluster : isTrashed(path) ? removedCluster : homes[face]!,
  );
  return new ReviewState(names, clusters, homes);
}

/** Returns whether the folder contains exactly the faces of a journal, at their paths. */
function hasSameFaces(known: readonly string[], found: readonly string[]): boolean {
  const here = new Set(found);
  return here.size === known.length && known.every((path) => here.has(path));
}

function invertMove({ face, from, to }: MovedFace): MovedFace {
  return { face, from: to, to: from };
}
