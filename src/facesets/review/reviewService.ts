import { basename } from 'node:path/posix';
import { readRegularFile } from '../../files/regularFile';
import type { CallHandlers, Result } from '../../panels/protocol/contract';
import type {
  ApplyProgress,
  FaceDetails,
  Overview,
  ReviewEdit,
  reviewServiceContract,
} from '../../panels/review/contract';
import { getErrorMessage, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { maxFaceBytes } from '../facePng';
import { getSamePersonThreshold } from '../identityNetworks';
import { describeMeasures } from '../measures/measures';
import { groupBy } from './alignmentsChange';
import { type PlannedEdit, planClusterEdit } from './clusterEdits';
import { hasUnfinishedApplyPlan } from './executeApplyPlan';
import { FaceLibrary } from './faceLibrary';
import { computeLikeness, listFaceOrders, orderFaces } from './faceOrdering';
import { listFacePaths, resolveFacePath } from './reviewFolder';
import { type AppliedSummary, FilesChangedError, type FollowedFiles, ReviewSession } from './reviewSession';
import { goneCluster, removedCluster } from './reviewState';

type Contract = typeof reviewServiceContract;

export interface ReviewServiceOptions {
  readonly root: string;
  readonly alignments: readonly string[];
  readonly lastCluster: string;
  /** Runs `act` while no other job may access the faces and their alignments. */
  runExclusively<T>(act: () => Promise<T>): Promise<T>;
  onMeasured(done: number, total: number): void;
  /** Called while the headers of the faces are read, then while files are moved. */
  onApplying(progress: ApplyProgress): void;
  /** Receives a sentence about a file of the review that cannot be right and was set aside. */
  onWarning(message: string): void;
  /** Returns the alignments files as they are now. */
  listAlignments?(): Promise<readonly string[]>;
  /** Called when the review shows what others have done to the files; `message` says it. */
  onFollowed(message: string): void;
  /** Called when there are no faces any more; `message` says it. */
  onLost(message: string): void;
}

/** Answers the requests of a panel that reviews a folder of faces. Requests that change something run one after another. */
export class ReviewService {
  readonly #options: ReviewServiceOptions;
  readonly #session: ReviewSession;
  readonly #library: FaceLibrary;
  #orderedBy: Overview['orderedBy'] = { by: 'name', reversed: false };
  #queue: Promise<unknown> = Promise.resolve();
  /** Whether the files could not be found when they were looked for last. */
  #isLost = false;

  private constructor(options: ReviewServiceOptions, session: ReviewSession, library: FaceLibrary) {
    this.#options = options;
    this.#session = session;
    this.#library = library;
  }

  /** @throws UserError when the folder cannot be reviewed */
  static async open(options: ReviewServiceOptions): Promise<ReviewService> {
    const { root, alignments, lastCluster, onWarning } = options;
    let library: FaceLibrary | undefined;
    const findFrames = async (_: ReviewSession, faces: readonly number[]) =>
      await library!.findFrames(faces, (done) => options.onApplying({ phase: 'reading', done, total: faces.length }));
    const onProgress = (done: number, total: number) => options.onApplying({ phase: 'moving', done, total });
    const { listAlignments } = options;
    const open = () =>
      ReviewSession.open({
        root,
        alignments,
        ...(listAlignments && { listAlignments }),
        lastCluster,
        findFrames,
        onProgress,
        onWarning,
      });
    const session = hasUnfinishedApplyPlan(root) ? await options.runExclusively(open) : await open();
    if (session.paths.length === 0) throw createNoFacesError(root);
    library = await FaceLibrary.open(root, session.paths);
    return new ReviewService(options, session, library);
  }

  /** Creates all thumbnails and measures that the cache lacks; ends when the service is closed. */
  measureAll(): Promise<void> {
    return this.#library.measureAll((done, total) => this.#options.onMeasured(done, total));
  }

  async close(): Promise<void> {
    await this.#queue.catch(() => undefined); // the caller receives the error
    await this.#library.close();
  }

  /** Shows what others have done to the files since. */
  followFiles(): Promise<void> {
    return this.#enqueue(() => this.#followFiles());
  }

  async #followFiles(): Promise<void> {
    const { root, onFollowed, onLost } = this.#options;
    try {
      const found = await listFacePaths(root);
      if (found.length === 0) throw createNoFacesError(root);
      if (this.#session.hasFiles(found) && !this.#isLost) return;
      const findMoved = this.#library.findMoved.bind(this.#library);
      const followed = await this.#session.follow(found, findMoved);
      this.#isLost = false;
      this.#library.forgetFiles();
      onFollowed(describeFollowed(followed));
      void this.measureAll().catch(() => undefined); // faces without measures are shown without them
    } catch (error) {
      this.#isLost = true;
      onLost(getErrorMessage(error));
    }
  }

  readonly handlers: CallHandlers<Contract> = {
    look: ({ order }) => {
      const isKnown = listFaceOrders().some(({ by }) => by === order.by);
      this.#orderedBy = isKnown ? order : { ...order, by: 'name' };
      return this.#overview();
    },
    pictures: ({ faces }, signal) => this.#readPictures(faces, signal),
    picture: ({ face }) => this.#readPicture(face),
    edit: ({ edit }) => this.#enqueue(() => this.#edit(edit)),
    undo: () => this.#enqueue(() => this.#stepHistory('undo')),
    redo: () => this.#enqueue(() => this.#stepHistory('redo')),
    apply: () => this.#enqueue(() => this.#apply()),
    like: ({ faces }) => this.#findAlike(faces),
  };

  async #edit(edit: ReviewEdit): Promise<Result<Contract, 'edit'>> {
    const there = 'faces' in edit ? { ...edit, faces: edit.faces.filter((face) => !this.#session.isGone(face)) } : edit;
    const { edits, faces, spared }: PlannedEdit = planClusterEdit(this.#session.state, there);
    await this.#session.edit(edits);
    return { overview: await this.#overview(), faces, spared };
  }

  async #stepHistory(direction: 'undo' | 'redo'): Promise<Result<Contract, 'undo'>> {
    const step = direction === 'undo' ? this.#session.lastStep : this.#session.nextStep;
    if (!step) return await this.#buildReply('nothing');
    if ('edits' in step) {
      await this.#session[direction]();
      return await this.#buildReply('edit');
    }
    return await this.#runApply(() => this.#session[direction]());
  }

  #apply(): Promise<Result<Contract, 'apply'>> {
    return this.#runApply(() => this.#session.apply());
  }

  async #runApply(act: () => Promise<AppliedSummary | undefined>): Promise<Result<Contract, 'apply'>> {
    const summary = await this.#library
      .pauseMeasuring(() => this.#options.runExclusively(act))
      .catch(async (error: unknown) => {
        if (error instanceof FilesChangedError) await this.#followFiles();
        throw error;
      });
    await this.#library.updateRenumbered(summary?.renumbered ?? new Map());
    void this.measureAll().catch(() => undefined); // faces without measures are shown without them
    return await this.#buildReply(summary ? 'apply' : 'nothing', summary);
  }

  async #buildReply(
    done: Result<Contract, 'undo'>['done'],
    { moved, left, returned }: Pick<AppliedSummary, 'moved' | 'left' | 'returned'> = { moved: 0, left: 0, returned: 0 },
  ): Promise<Result<Contract, 'undo'>> {
    return { overview: await this.#overview(), done, moved, left, returned };
  }

  async #overview(): Promise<Overview> {
    const { state, paths } = this.#session;
    const groups = groupBy([...state.clusters.keys()], (face) => state.clusters[face]!);
    const order = new Uint32Array(state.faceCount - (groups.get(goneCluster)?.length ?? 0));
    const clusters: Overview['clusters'] = [];
    let at = 0;
    for (const [cluster, name] of [...state.names.entries(), [removedCluster, ''] as const]) {
      const faces = groups.get(cluster);
      if (!faces) continue;
      order.set(await orderFaces(faces, this.#orderedBy, this.#library, paths), at);
      at += faces.length;
      if (cluster === removedCluster) continue;
      clusters.push({ cluster, name, faces: faces.length });
    }
    return {
      clusters,
      order,
      removed: groups.get(removedCluster)?.length ?? 0,
      protectedFaces: state.kept.slice(),
      pending: this.#session.pending,
      canUndo: this.#session.lastStep !== undefined,
      canRedo: this.#session.nextStep !== undefined,
      orderedBy: this.#orderedBy,
      orders: listFaceOrders(),
      hasAlignments: this.#options.alignments.length > 0,
    };
  }

  async #readPictures(faces: readonly number[], signal: AbortSignal): Promise<Result<Contract, 'pictures'>> {
    this.#checkFaces(faces);
    const pictures = (await this.#library.readThumbnails(faces, signal)).map((bytes) => bytes ?? new Uint8Array(0));
    const bytes = new Uint8Array(pictures.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const picture of pictures) {
      bytes.set(picture, at);
      at += picture.length;
    }
    return { facts: faces.map((face) => this.#getFacts(face)), lengths: pictures.map(({ length }) => length), bytes };
  }

  async #readPicture(face: number): Promise<Result<Contract, 'picture'>> {
    this.#checkFaces([face]);
    const path = resolveFacePath(this.#session.root, this.#session.paths[face]!);
    const bytes = await readRegularFile(path, maxFaceBytes, { within: this.#session.root }).catch(() => undefined);
    if (!bytes) throw new UserError(t('{0} does not exist. Check the path.', path));
    return { facts: this.#getFacts(face), bytes: new Uint8Array(bytes) };
  }

  #getFacts(face: number): FaceDetails {
    const measures = describeMeasures(this.#library.getCached(face)?.measures ?? {});
    return { face, name: basename(this.#session.paths[face]!), measures };
  }

  async #findAlike(examples: readonly number[]): Promise<Result<Contract, 'like'>> {
    this.#checkFaces(examples);
    const { network, faces, cosines } = await computeLikeness(examples, this.#listPresentFaces(), this.#library);
    if (network === undefined)
      throw new UserError(t('This face has not been measured or recognized yet. Sort the faces first.'));
    return {
      faces: Uint32Array.from(faces),
      likeness: Float32Array.from(cosines),
      samePerson: getSamePersonThreshold(network),
    };
  }

  #listPresentFaces(): number[] {
    return [...this.#session.paths.keys()].filter((face) => !this.#session.isGone(face));
  }

  #checkFaces(faces: readonly number[]): void {
    const wrong = faces.find((face) => face >= this.#session.paths.length);
    if (wrong !== undefined) throw new RangeError(`no face ${wrong}`);
  }

  #enqueue<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(act, act);
    this.#queue = result.catch(() => undefined); // the caller receives the error
    return result;
  }
}

function createNoFacesError(root: string): UserError {
  return new UserError(t('There are no face images in {0}. Choose the folder that extract wrote to.', root));
}

/** Says what others have done to the files of a review. */
function describeFollowed({ added, moved, gone, lost, steps }: FollowedFiles): string {
  const parts = [t('The files have changed. New: {0}. Moved: {1}. Gone: {2}.', added, moved, gone)];
  if (lost > 0) parts.push(t('Changes of yours that were for files which are gone: {0}.', lost));
  if (steps) parts.push(t('Earlier steps cannot be undone any more.'));
  return parts.join(' ');
}
