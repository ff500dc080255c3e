import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DeviceReport } from '../../runtime/devices/deviceReport';
import type { TrainingSession } from '../../runtime/trainingSession';
import { CancelledError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { warnOnUserError } from '../../shared/jobReporting';
import { t } from '../../shared/l10n';
import type { FaceLoader } from '../data/faceLoader';
import type { FaceBatch } from '../data/loaderProtocol';
import { writeDefaultTrainIni } from '../store/trainIniFile';
import type { SavedModel, TrainingObserver } from '../store/trainingObserver';
import { ProgressReport } from './progressReport';
import { CheckpointSaver, createNonFiniteError, NonFiniteError } from './saver';
import { findLearningRate } from './stability/learningRateSearch';
import { NanGuard } from './stability/nanGuard';
import { RollBackRequest, type StabilityMonitor } from './stability/stability';
import { findStartingPoint, type StartingPoint } from './startingPoint';
import {
  chooseBatchSize,
  createStabilityMonitor,
  describeFacesets,
  openLoader,
  openModelSession,
  openObservers,
  toFeeds,
} from './trainingParts';
import type { TrainingOutcome, TrainingRequest, TrainingResult } from './trainingRequest';
import { PendingControls } from './wishes';

/**
 * Trains a model, a new one or one that exists, until it has had `request.iterations`.
 * @throws UserError when folders or model are not as they should be, or when a loss is no longer a number.
 * @throws CancelledError after a cancel, once everything is saved.
 */
export async function runTraining(request: TrainingRequest, job: JobContext): Promise<TrainingResult> {
  const guard = new NanGuard();
  const lasting = { guard, wishes: new PendingControls(job), findRate: once(findLearningRate) };
  for (;;) {
    try {
      return await trainFromSave(request, lasting, job);
    } catch (error) {
      if (!(error instanceof RollBackRequest)) throw error;
      const percent = Number((100 * guard.rateFactor).toPrecision(2));
      const message = t(
        'Losses are NaN or infinite: resuming from the last save at {0} % of the learning rate.',
        percent,
      );
      job.emit({ type: 'log', level: 'warning', message });
    }
  }
}

/** What outlives going back to a save. */
interface Lasting {
  readonly guard: NanGuard;
  readonly wishes: PendingControls;
  /** There may be no save yet that keeps the rate. */
  readonly findRate: typeof findLearningRate;
}

/** The function with its first result for every later call. */
function once<A extends unknown[], R>(compute: (...args: A) => R): (...args: A) => R {
  let result: { readonly value: R } | undefined;
  return (...args) => {
    result ??= { value: compute(...args) };
    return result.value;
  };
}

async function trainFromSave(
  given: TrainingRequest,
  { guard, wishes, findRate }: Lasting,
  job: JobContext,
): Promise<TrainingResult> {
  const { modelDir, trainer, noLogs, configuredOptions: asked, seed } = given;
  const start = await findStartingPoint(modelDir, trainer, asked, seed);
  for (const message of start.warnings) job.emit({ type: 'log', level: 'warning', message });
  const batchSize = await chooseBatchSize(given, start, job);
  const request = { ...given, batchSize };
  const foundRate = await findRate(request, start, job);
  const loader = await openLoader(request, start, job);
  try {
    const { step, session, stepsPerCall, device, fallback } = await openModelSession(request, start, job);
    try {
      const observers = await openObservers(request, start, job);
      if (!start.checkpoint) await writeDefaultTrainIni(modelDir, start.options);
      const faces = describeFacesets(request, loader);
      const saver = new CheckpointSaver({
        modelDir,
        trainer,
        batchSize,
        noLogs,
        faces,
        start,
        step,
        session,
        foundRate,
      });
      const stability = createStabilityMonitor(request, start, { guard, foundRate }, step, job);
      const parts = { loader, session, stepsPerCall, device, saver, observers, stability, wishes };
      const mode = start.options.global.lr_finder_mode;
      const onlyFinds = request.findLearningRate && !start.checkpoint && mode === 'graph_and_exit';
      const until = onlyFinds ? start.iterations : request.iterations;
      const outcome = await new TrainingRun({ ...request, iterations: until }, start, parts, job).run();
      return { ...outcome, device: device.device, ...(fallback !== undefined && { deviceReason: fallback }) };
    } finally {
      await session.release();
    }
  } finally {
    await loader.close();
  }
}

interface Parts {
  readonly loader: FaceLoader;
  readonly session: TrainingSession;
  /** Above 1 only where the session takes several in a call. */
  readonly stepsPerCall: number;
  readonly device: DeviceReport;
  readonly saver: CheckpointSaver;
  readonly observers: readonly TrainingObserver[];
  readonly stability: StabilityMonitor;
  readonly wishes: PendingControls;
}

/** The loop: a batch, a step, the observers, now and then a save. */
class TrainingRun {
  readonly #progress: ProgressReport;
  readonly #observers: readonly TrainingObserver[];
  #iteration: number;
  #losses: { readonly lossA: number; readonly lossB: number } | undefined;
  #waitedMs = 0;
  /** Whether the weights in memory are worth saving, and can be. */
  #sound = true;

  constructor(
    private readonly request: TrainingRequest,
    private readonly start: StartingPoint,
    private readonly parts: Parts,
    private readonly job: JobContext,
  ) {
    this.#iteration = start.iterations;
    this.#progress = new ProgressReport(request, parts.device, job);
    this.#observers = [...parts.observers, this.#progress];
  }

  async run(): Promise<TrainingOutcome> {
    const { iterations } = this.request;
    const startedAt = performance.now();
    try {
      while (this.#iteration < iterations && !this.job.signal.aborted) {
        await this.#iterate();
        await this.#grantWishes();
        await nextTurn(); // a step occupies the thread; a cancel arrives between two
      }
    } finally {
      if (this.#sound && this.parts.saver.isNeededAtEnd(this.#iteration)) await this.#save(true);
      for (const observer of this.#observers) observer.close?.();
    }
    if (this.job.signal.aborted) throw new CancelledError();
    const elapsedMs = performance.now() - startedAt;
    return {
      iterations: this.#iteration,
      trained: this.#iteration - this.start.iterations,
      ...this.#losses,
      stepsPerSecond: this.#progress.stepsPerSecond,
      waitingShare: elapsedMs > 0 ? this.#waitedMs / elapsedMs : 0,
    };
  }

  /** As many iterations as go to the device in one call, but none beyond the next save. */
  async #iterate(): Promise<void> {
    const { stepsPerCall, session, stability } = this.parts;
    const batches = await this.#batches(Math.min(stepsPerCall, this.#untilSave()));
    const rates = batches.map((_, index) => stability.learningRate(index));
    const reported = session.stepMany
      ? await session.stepMany(batches.map(toFeeds), rates)
      : [await session.step(toFeeds(batches[0]!), rates[0]!)];
    for (const [index, losses] of reported.entries()) this.#count(losses, rates[index]!);
    if (this.#isSaveDue()) await this.#save(false);
  }

  /** What the user has asked for since the last iteration. */
  async #grantWishes(): Promise<void> {
    const wanted = this.parts.wishes.take();
    if (wanted.has('save') || wanted.has('snapshot')) await this.#save(false, wanted.has('snapshot'));
    else if (wanted.has('preview')) await this.#drawPreviews();
  }

  async #drawPreviews(): Promise<void> {
    const moment = { iteration: this.#iteration, weights: await this.parts.session.readState() };
    for (const observer of this.#observers)
      if (observer.onPreviewRequest) await warnOnUserError(observer.onPreviewRequest(moment), this.job);
  }

  #count(losses: Readonly<Record<string, number>>, learningRate: number): void {
    const iteration = ++this.#iteration;
    const { lossA, lossB } = losses as { lossA: number; lossB: number };
    if (this.#judge(iteration, losses) === 'left out') return;
    this.#losses = { lossA, lossB };
    this.parts.saver.addLoss((lossA + lossB) / 2);
    const seconds = Date.now() / 1000;
    for (const observer of this.#observers)
      observer.onIteration?.({ iteration, seconds, lossA, lossB, losses, learningRate });
  }

  /** @throws RollBack, or UserError when nothing more can be done; the weights in memory are then not saved. */
  #judge(iteration: number, losses: Readonly<Record<string, number>>): 'fine' | 'left out' {
    const { stability, saver } = this.parts;
    const { modelDir } = this.request;
    this.#sound = false;
    const verdict = stability.observe(iteration, losses);
    if (verdict === 'stop') throw createNonFiniteError(iteration, modelDir, saver.savedIterations);
    this.#sound = true;
    return verdict;
  }

  async #batches(count: number): Promise<FaceBatch[]> {
    const askedAt = performance.now();
    const batches: FaceBatch[] = [];
    while (batches.length < count) batches.push(await this.parts.loader.next());
    this.#waitedMs += performance.now() - askedAt;
    return batches;
  }

  /** Iterations to the next save, at least one. */
  #untilSave(): number {
    const { saveInterval, snapshotInterval, iterations } = this.request;
    const intervals = [saveInterval, snapshotInterval].filter((interval) => interval > 0);
    const left = intervals.map((interval) => interval - (this.#iteration % interval));
    return Math.min(...left, iterations - this.#iteration);
  }

  /** Not at the end, which has a save of its own. */
  #isSaveDue(): boolean {
    const { saveInterval, snapshotInterval, iterations } = this.request;
    const isDue = [saveInterval, snapshotInterval].some((interval) => this.#iteration % interval === 0);
    return isDue && this.#iteration < iterations;
  }

  async #saveOrRollBack(iteration: number, atEnd: boolean): Promise<SavedModel> {
    try {
      return await this.parts.saver.save(iteration, atEnd);
    } catch (error) {
      if (error instanceof NonFiniteError && !this.job.signal.aborted) this.parts.stability.rollBackIfUseful();
      throw error;
    }
  }

  async #save(atEnd: boolean, isSnapshotRequested = false): Promise<void> {
    const iteration = this.#iteration;
    this.#sound = false; // what cannot be saved now is not tried again
    const save: SavedModel = { ...(await this.#saveOrRollBack(iteration, atEnd)), isSnapshotRequested };
    this.job.emit({ type: 'saved', path: this.request.modelDir, iteration });
    for (const observer of this.#observers) if (observer.onSave) await warnOnUserError(observer.onSave(save), this.job);
    this.#sound = true;
  }
}
