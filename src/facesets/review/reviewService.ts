import { readFile } from 'node:fs/promises';
import { basename } from 'node:path/posix';
import type { CallHandlers, Result } from '../../panels/protocol/contract';
import type {
  ApplyProgress,
  FaceMeasures,
  Overview,
  ReviewEdit,
  reviewServiceContract,
} from '../../panels/review/contract';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { getSamePersonThreshold } from '../identityNetworks';
import { groupedBy } from './alignmentsChange';
import { type PlannedEdit, planClusterEdit } from './clusterEdits';
import { hasUnfinishedApplyPlan } from './executeApplyPlan';
import { FaceLibrary } from './faceLibrary';
import { likenessTo, listFaceOrders, orderFaces } from './faceOrdering';
import { resolveFacePath } from './reviewFolder';
import { type AppliedSummary, ReviewSession } from './reviewSession';
import { removedCluster } from './reviewState';

type Contract = typeof reviewServiceContract;

export interface ReviewServiceOptions {
  readonly root: string;
  readonly alignments: readonly string[];
  readonly lastCluster: string;
  /** Keeps everybody else away from faces and alignments while they are changed. */
  runExclusively<T>(act: () => Promise<T>): Promise<T>;
  onMeasured(done: number, total: number): void;
  /** First the faces' headers are read, then files are moved. */
  onApplying(progress: ApplyProgress): void;
}

/** A face PNG larger than this is none. */
const maxPictureBytes = 64 * 2 ** 20;

/** Answers a panel that reviews a folder of faces. What changes anything is done one after the other. */
export class ReviewService {
  readonly #options: ReviewServiceOptions;
  readonly #session: ReviewSession;
  readonly #library: FaceLibrary;
  #orderedBy: Overview['orderedBy'] = { by: 'name', reversed: false };
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: ReviewServiceOptions, session: ReviewSession, library: FaceLibrary) {
    this.#options = options;
    this.#session = session;
    this.#library = library;
  }

  /** @throws UserError when the folder cannot be reviewed */
  static async open(options: ReviewServiceOptions): Promise<ReviewService> {
    const { root, alignments, lastCluster } = options;
    let library: FaceLibrary | undefined;
    const framesOf = async (_: ReviewSession, faces: readonly number[]) =>
      await library!.findFrames(faces, (done) => options.onApplying({ phase: 'reading', done, total: faces.length }));
    const onProgress = (done: number, total: number) => options.onApplying({ phase: 'moving', done, total });
    const open = () => ReviewSession.open({ root, alignments, lastCluster, findFrames: framesOf, onProgress });
    const session = hasUnfinishedApplyPlan(root) ? await options.runExclusively(open) : await open();
    if (session.paths.length === 0)
      throw new UserError(t('There are no face images in {0}. Choose the folder that extract wrote to.', root));
    library = await FaceLibrary.open(root, session.paths);
    return new ReviewService(options, session, library);
  }

  /** Makes all thumbnails and measures that the cache lacks; ends when the service is closed. */
  measureAll(): Promise<void> {
    return this.#library.measureAll((done, total) => this.#options.onMeasured(done, total));
  }

  async close(): Promise<void> {
    await this.#turn.catch(() => undefined); // told to who asked
    await this.#library.close();
  }

  readonly handlers: CallHandlers<Contract> = {
    look: ({ order }) => {
      const isKnown = listFaceOrders().some(({ by }) => by === order.by);
      this.#orderedBy = isKnown ? order : { ...order, by: 'name' };
      return this.#overview();
    },
    pictures: ({ faces }, signal) => this.#pictures(faces, signal),
    picture: ({ face }) => this.#picture(face),
    edit: ({ edit }) => this.#inTurn(() => this.#edit(edit)),
    undo: () => this.#inTurn(() => this.#travel('undo')),
    redo: () => this.#inTurn(() => this.#travel('redo')),
    apply: () => this.#inTurn(() => this.#apply()),
    like: ({ faces }) => this.#like(faces),
  };

  async #edit(edit: ReviewEdit): Promise<Result<Contract, 'edit'>> {
    const { edits, faces, spared }: PlannedEdit = planClusterEdit(this.#session.state, edit);
    await this.#session.edit(edits);
    return { overview: await this.#overview(), faces, spared };
  }

  async #travel(way: 'undo' | 'redo'): Promise<Result<Contract, 'undo'>> {
    const step = way === 'undo' ? this.#session.lastStep : this.#session.nextStep;
    if (!step) return await this.#travelled('nothing');
    if ('edits' in step) {
      await this.#session[way]();
      return await this.#travelled('edit');
    }
    return await this.#applied(() => this.#session[way]());
  }

  #apply(): Promise<Result<Contract, 'apply'>> {
    return this.#applied(() => this.#session.apply());
  }

  async #applied(act: () => Promise<AppliedSummary | undefined>): Promise<Result<Contract, 'apply'>> {
    const summary = await this.#library.pauseMeasuring(() => this.#options.runExclusively(act));
    await this.#library.updateRenumbered(summary?.renumbered ?? new Map());
    void this.measureAll().catch(() => undefined); // what could not be measured is shown without
    return await this.#travelled(summary ? 'apply' : 'nothing', summary);
  }

  async #travelled(
    done: Result<Contract, 'undo'>['done'],
    { moved, left, returned }: Pick<AppliedSummary, 'moved' | 'left' | 'returned'> = { moved: 0, left: 0, returned: 0 },
  ): Promise<Result<Contract, 'undo'>> {
    return { overview: await this.#overview(), done, moved, left, returned };
  }

  async #overview(): Promise<Overview> {
    const { state, paths } = this.#session;
    const groups = groupedBy([...state.clusters.keys()], (face) => state.clusters[face]!);
    const order = new Uint32Array(state.faceCount);
    const clusters: Overview['clusters'] = [];
    let at = 0;
    for (const [cluster, name] of [...state.names.entries(), [removedCluster, ''] as const]) {
      const faces = groups.get(cluster);
      if (!faces) continue;
      order.set(await orderFaces(faces, this.#orderedBy, this.#library, paths), at);
      at += faces.length;
      if (cluster === removedCluster) continue;
      const kept = faces.reduce((sum, face) => sum + state.kept[face]!, 0);
      clusters.push({ cluster, name, faces: faces.length, kept });
    }
    return {
      clusters,
      order,
      removed: groups.get(removedCluster)?.length ?? 0,
      kept: state.kept.slice(),
      pending: this.#session.pending,
      canUndo: this.#session.lastStep !== undefined,
      canRedo: this.#session.nextStep !== undefined,
      orderedBy: this.#orderedBy,
      orders: listFaceOrders(),
      hasAlignments: this.#options.alignments.length > 0,
    };
  }

  async #pictures(faces: readonly number[], signal: AbortSignal): Promise<Result<Contract, 'pictures'>> {
    this.#check(faces);
    const pictures = (await this.#library.readThumbnails(faces, signal)).map((bytes) => bytes ?? new Uint8Array(0));
    const bytes = new Uint8Array(pictures.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const picture of pictures) {
      bytes.set(picture, at);
      at += picture.length;
    }
    return { facts: faces.map((face) => this.#factsOf(face)), lengths: pictures.map(({ length }) => length), bytes };
  }

  async #picture(face: number): Promise<Result<Contract, 'picture'>> {
    this.#check([face]);
    const path = resolveFacePath(this.#session.root, this.#session.paths[face]!);
    const bytes = await readFile(path).catch(() => undefined);
    if (!bytes || bytes.length > maxPictureBytes) throw new UserError(t('{0} does not exist. Check the path.', path));
    return { facts: this.#factsOf(face), bytes: new Uint8Array(bytes) };
  }

  #factsOf(face: number): FaceMeasures {
    const { sharpness, size, yaw } = this.#library.getCached(face)?.measures ?? {};
    return {
      face,
      name: basename(this.#session.paths[face]!),
      ...(sharpness !== undefined && { sharpness }),
      ...(size !== undefined && { size }),
      ...(yaw !== undefined && { yaw }),
    };
  }

  async #like(examples: readonly number[]): Promise<Result<Contract, 'like'>> {
    this.#check(examples);
    const { network, faces, cosines } = await likenessTo(examples, [...this.#session.paths.keys()], this.#library);
    if (network === undefined)
      throw new UserError(t('This face has not been measured or recognized yet. Sort the faces first.'));
    return {
      faces: Uint32Array.from(faces),
      likeness: Float32Array.from(cosines),
      samePerson: getSamePersonThreshold(network),
    };
  }

  #check(faces: readonly number[]): void {
    const wrong = faces.find((face) => face >= this.#session.paths.length);
    if (wrong !== undefined) throw new RangeError(`no face ${wrong}`);
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(act, act);
    this.#turn = turn.catch(() => undefined); // told to who asked
    return turn;
  }
}
