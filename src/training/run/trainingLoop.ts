import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { DeviceReport } from '../../runtime/devices/deviceReport';
import type { TrainingSession } from '../../runtime/trainingSession';
import { CanceledError } from '../../shared/errors';
import type { JobContext, JobControl } from '../../shared/jobEvents';
import { warnOnUserError } from '../../shared/jobReporting';
import type { FaceLoader } from '../data/faceLoader';
import type { FaceBatch } from '../data/loaderProtocol';
import { createPaceObserver } from '../store/measuredPaces';
import type { SavedModel, TrainingObserver } from '../store/trainingObserver';
import { type CheckpointSaver, createNonFiniteError, NonFiniteError } from './checkpointSaver';
import type { EvaluationRecorder } from './evaluation/evaluationRecorder';
import type { ModelEvaluator } from './evaluation/modelEvaluator';
import { isSnapshotDue } from './observers';
import { ProgressReport } from './progressReport';
import type { StabilityMonitor } from './stability/stabilityMonitor';
import type { StartingPoint } from './startingPoint';
import type { TimeBudget } from './timeBudget';
import { toFeeds } from './trainingFaces';
import type { TrainingEnd, TrainingOutcome, TrainingRequest } from './trainingRequest';

/** Collects the commands of the user while a training runs. They are handled between two iterations; a repeated one only once. */
export class PendingControls {
  #waiting = new Set<JobControl>();

  constructor(job: JobContext) {
    job.onControl?.((command) => this.#waiting.add(command));
  }

  /** Returns the commands since the last call. */
  take(): ReadonlySet<JobControl> {
    const taken = this.#waiting;
    if (taken.size > 0) this.#waiting = new Set();
    return taken;
  }
}

/** The parts of a training that the loop uses. */
export interface LoopParts {
  readonly loader: FaceLoader;
  readonly session: TrainingSession;
  /** Above 1 only if the session takes several steps in a call. */
  readonly stepsPerCall: number;
  readonly device: DeviceReport;
  readonly saver: CheckpointSaver;
  readonly observers: readonly TrainingObserver[];
  readonly stability: StabilityMonitor;
  readonly controls: PendingControls;
  /** What measures the model at saves, and what says whether it still improves; absent where no faces are held out. */
  readonly evaluator?: ModelEvaluator | undefined;
  readonly recorder?: EvaluationRecorder | undefined;
  /** How long to train; absent where only the iterations limit it. */
  readonly budget?: TimeBudget | undefined;
}

/** Repeats until the training ends: a batch, a step, the observers, from time to time a save. */
export class TrainingLoop {
  readonly #progress: ProgressReport;
  readonly #observers: readonly TrainingObserver[];
  #iteration: number;
  #losses: { readonly lossA: number; readonly lossB: number } | undefined;
  #waitedMs = 0;
  /** Whether the weights in memory can and should be saved. */
  #isSavable = true;

  constructor(
    private readonly request: TrainingRequest,
    private readonly start: StartingPoint,
    private readonly parts: LoopParts,
    private readonly job: JobContext,
  ) {
    this.#iteration = start.iterations;
    this.#progress = new ProgressReport(request, parts, job);
    const { modelDir, trainer, batchSize } = request;
    const pace = createPaceObserver({ modelDir, trainer, batchSize, device: parts.device.device });
    this.#observers = [...parts.observers, this.#progress, pace];
  }

  async run(): Promise<TrainingOutcome> {
    const startedAt = performance.now();
    this.parts.budget?.start();
    this.parts.evaluator?.start();
    try {
      while (!this.#isOver && !this.job.signal.aborted) {
        await this.#iterate();
        await this.#handleControls();
        await yieldToEvents(); // a step blocks the thread: lets a cancellation in between two steps
      }
    } finally {
      if (this.#isSavable && this.#isSaveNeededAtEnd) await this.#save(true);
      for (const observer of this.#observers) observer.close?.();
    }
    if (this.job.signal.aborted) throw new CanceledError();
    const elapsedMs = performance.now() - startedAt;
    return {
      iterations: this.#iteration,
      trained: this.#iteration - this.start.iterations,
      end: this.#end,
      seconds: elapsedMs / 1000,
      ...this.#losses,
      stepsPerSecond: this.#progress.stepsPerSecond,
      waitingShare: elapsedMs > 0 ? this.#waitedMs / elapsedMs : 0,
      evaluationShare: this.parts.evaluator?.share,
    };
  }

  get #isOver(): boolean {
    return this.#iteration >= this.request.iterations || this.#isFlat || (this.parts.budget?.isSpent ?? false);
  }

  /** Whether nothing improves any more, where the training is to end then. */
  get #isFlat(): boolean {
    return this.request.stopWhenFlat === true && this.parts.recorder?.isFlat === true;
  }

  get #end(): TrainingEnd {
    if (this.#iteration < this.request.iterations) return this.#isFlat ? 'flat' : 'time';
    return this.#iteration > this.start.iterations ? 'iterations' : 'there already';
  }

  /** Returns whether the last save lacks iterations, or that the training ends before its goal. */
  get #isSaveNeededAtEnd(): boolean {
    const { saver, budget } = this.parts;
    const endsEarly = budget?.isSpent === true || this.#isFlat;
    return saver.isNeededAtEnd(this.#iteration) || (endsEarly && this.#iteration > this.start.iterations);
  }

  /** Runs as many iterations as the device takes in one call, but none beyond the next save. */
  async #iterate(): Promise<void> {
    const { stepsPerCall, session, stability } = this.parts;
    const batches = await this.#loadBatches(Math.min(stepsPerCall, this.#countUntilSave()));
    const rates = batches.map((_, index) => stability.computeLearningRate(index));
    const reported = session.stepMany
      ? await session.stepMany(batches.map(toFeeds), rates)
      : [await session.step(toFeeds(batches[0]!), rates[0]!)];
    for (const [index, losses] of reported.entries()) this.#recordStep(losses, rates[index]!);
    if (this.#isSaveDue()) await this.#save(false);
  }

  /** Does what the user has requested since the last iteration. */
  async #handleControls(): Promise<void> {
    const controls = this.parts.controls.take();
    if (controls.has('save') || controls.has('snapshot')) await this.#save(false, controls.has('snapshot'));
    else if (controls.has('preview')) await this.#updatePreviews();
  }

  async #updatePreviews(): Promise<void> {
    const current = { iteration: this.#iteration, weights: await this.parts.session.readState() };
    for (const observer of this.#observers)
      if (observer.onPreviewRequest) await warnOnUserError(observer.onPreviewRequest(current), this.job);
  }

  #recordStep(losses: Readonly<Record<string, number>>, learningRate: number): void {
    const iteration = ++this.#iteration;
    const { lossA, lossB } = losses as { lossA: number; lossB: number };
    if (this.#judge(iteration, losses) === 'left out') return;
    this.#losses = { lossA, lossB };
    this.parts.saver.addLoss((lossA + lossB) / 2);
    const seconds = Date.now() / 1000;
    for (const observer of this.#observers)
      observer.onIteration?.({ iteration, seconds, lossA, lossB, losses, learningRate });
  }

  /** @throws RollBackRequest, or UserError when the training cannot continue; the weights in memory are then not saved */
  #judge(iteration: number, losses: Readonly<Record<string, number>>): 'fine' | 'left out' {
    const { stability, saver } = this.parts;
    const { modelDir } = this.request;
    this.#isSavable = false;
    const verdict = stability.observe(iteration, losses);
    if (verdict === 'stop') throw createNonFiniteError(iteration, modelDir, saver.savedIterations);
    this.#isSavable = true;
    return verdict;
  }

  async #loadBatches(count: number): Promise<FaceBatch[]> {
    const requestedAt = performance.now();
    const batches: FaceBatch[] = [];
    while (batches.length < count) batches.push(await this.parts.loader.next());
    this.#waitedMs += performance.now() - requestedAt;
    return batches;
  }

  /** Returns the number of iterations until the next save, at least one. */
  #countUntilSave(): number {
    const { saveInterval, snapshotInterval, iterations } = this.request;
    const intervals = [saveInterval, snapshotInterval].filter((interval) => interval > 0);
    const left = intervals.map((interval) => interval - (this.#iteration % interval));
    return Math.min(...left, iterations - this.#iteration);
  }

  /** Returns whether to save now. The end of the training has its own save. */
  #isSaveDue(): boolean {
    const { saveInterval, snapshotInterval } = this.request;
    const isDue = [saveInterval, snapshotInterval].some((interval) => this.#iteration % interval === 0);
    return isDue && !this.#isOver;
  }

  async #saveOrRollBack(iteration: number, atEnd: boolean, isSnapshotRequested: boolean): Promise<SavedModel> {
    const isFull = atEnd || isSnapshotRequested || isSnapshotDue(iteration, this.request.snapshotInterval);
    try {
      return await this.parts.saver.save(iteration, { atEnd, isFull });
    } catch (error) {
      if (error instanceof NonFiniteError && !this.job.signal.aborted) this.parts.stability.rollBackIfUseful();
      throw error;
    }
  }

  async #save(atEnd: boolean, isSnapshotRequested = false): Promise<void> {
    const iteration = this.#iteration;
    this.#isSavable = false; // if saving fails, the save at the end is not tried
    const save: SavedModel = {
      ...(await this.#saveOrRollBack(iteration, atEnd, isSnapshotRequested)),
      isSnapshotRequested,
    };
    this.job.emit({ type: 'saved', path: this.request.modelDir, iteration });
    for (const observer of this.#observers) if (observer.onSave) await warnOnUserError(observer.onSave(save), this.job);
    this.#isSavable = true;
  }
}
