import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LooseOptionValues } from '../options/optionRecord';
import type { TrainOptions } from '../options/trainOptions';
import { openTrainingSession, type TrainingSession } from '../runtime/trainingSession';
import { CancelledError } from '../shared/errors';
import type { JobContext } from '../shared/jobEvents';
import { t } from '../shared/l10n';
import { adam } from '../tensor/optimizers/adam';
import { buildTrainingStep, type TrainingStep } from '../tensor/trainingStep';
import { type AugmentationAmounts, withoutColor, withoutFlip, withoutWarp } from './loader/augmentation';
import type { FaceBatch } from './loader/faceBatch';
import { type FaceLoader, openFaceLoader } from './loader/faceLoader';
import { type LossLog, openLossLog } from './lossLog';
import { geometryOf } from './modelGeometry';
import type { TrainerName } from './models';
import { notANumber, Saver } from './saver';
import { sessionState } from './sessionState';
import { findStartingPoint, type StartingPoint } from './startingPoint';
import { StepRate } from './stepRate';
import { writeDefaultTrainIni } from './trainIniFile';
import { trainingGraph } from './trainingGraph';
import { openTrainingPreview, type TrainingPreview } from './trainingPreview';

export interface TrainingRequest {
  readonly modelDir: string;
  readonly trainer: TrainerName;
  /** Face PNGs of each person. */
  readonly folderA: string;
  readonly folderB: string;
  /** Faces a side in each iteration. */
  readonly batchSize: number;
  /** Train until the model has had so many. */
  readonly iterations: number;
  /** Iterations from one save to the next. */
  readonly saveInterval: number;
  /** What the configuration file sets. */
  readonly asked: LooseOptionValues;
  /** Threads of the step; all cores when absent. */
  readonly threads?: number;
  readonly noFlip?: boolean;
  readonly noWarp?: boolean;
  readonly noAugmentColor?: boolean;
  /** Of a new model's weights and of its order of faces; drawn when absent. */
  readonly seed?: number;
  /** The built loader process; by default the one beside the running bundle. */
  readonly loaderModule?: string;
}

export interface TrainingOutcome {
  /** Iterations the model has had in all, and those of this run. */
  readonly iterations: number;
  readonly trained: number;
  /** Of the last iteration; absent when there was none. */
  readonly lossA?: number;
  readonly lossB?: number;
  readonly stepsPerSecond?: number;
  /** Share of the time of this run that steps had to wait for faces, 0..1. */
  readonly waitingShare: number;
}

/**
 * Trains a model, a new one or one that exists, until it has had `request.iterations`.
 * @throws UserError when folders or model are not as they should be, or when a loss is no longer a number.
 * @throws CancelledError after a cancel, once everything is saved.
 */
export async function runTraining(request: TrainingRequest, job: JobContext): Promise<TrainingOutcome> {
  const { modelDir, trainer } = request;
  const start = await findStartingPoint(modelDir, trainer, request.asked, request.seed);
  for (const message of start.notes) job.emit({ type: 'log', level: 'warning', message });
  const loader = await openLoader(request, start, job);
  try {
    const preview = await openTrainingPreview({
      modelDir,
      model: start.model,
      geometry: geometryOf(start.model, start.options),
      options: start.options['trainer.augmentation'],
      folders: { a: request.folderA, b: request.folderB },
      threads: request.threads,
    });
    const { step, session } = await openSession(request, start);
    try {
      if (!start.checkpoint) await writeDefaultTrainIni(modelDir, start.options);
      const log = await openLossLog(modelDir, start.checkpoint?.state.iterations ?? 0);
      const saver = new Saver({ modelDir, trainer, batchSize: request.batchSize, start, step, session });
      return await new TrainingRun(request, start, { loader, session, log, saver, preview }, job).run();
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
  readonly log: LossLog;
  readonly saver: Saver;
  readonly preview: TrainingPreview;
}

/** Steps between two rate-limited reports, milliseconds. */
const reportEveryMs = 200;

class TrainingRun {
  readonly #startIteration: number;
  readonly #learningRate: number;
  readonly #rate = new StepRate();
  #iteration: number;
  #stepsPerSecond: number | undefined;
  #losses: { readonly lossA: number; readonly lossB: number } | undefined;
  #waitedMs = 0;
  #reportedAt = Number.NEGATIVE_INFINITY;
  /** Whether the weights in memory are worth saving, and can be. */
  #sound = true;

  constructor(
    private readonly request: TrainingRequest,
    private readonly start: StartingPoint,
    private readonly parts: Parts,
    private readonly job: JobContext,
  ) {
    this.#startIteration = start.checkpoint?.state.iterations ?? 0;
    this.#iteration = this.#startIteration;
    this.#learningRate = start.options['global.optimizer'].learning_rate;
  }

  async run(): Promise<TrainingOutcome> {
    const { iterations, trainer } = this.request;
    this.job.emit({ type: 'phase', name: t('Training {0}', trainer), total: iterations, unit: t('iterations') });
    const startedAt = performance.now();
    try {
      while (this.#iteration < iterations && !this.job.signal.aborted) await this.#iterate();
    } finally {
      if (this.#sound && this.parts.saver.isNeededAtEnd(this.#iteration)) await this.#save(true);
      this.parts.log.close();
    }
    if (this.job.signal.aborted) throw new CancelledError();
    const elapsedMs = performance.now() - startedAt;
    return {
      iterations: this.#iteration,
      trained: this.#iteration - this.#startIteration,
      ...this.#losses,
      stepsPerSecond: this.#stepsPerSecond,
      waitingShare: elapsedMs > 0 ? this.#waitedMs / elapsedMs : 0,
    };
  }

  async #iterate(): Promise<void> {
    const { loader, session, saver, log } = this.parts;
    const askedAt = performance.now();
    const batch = await loader.next();
    this.#waitedMs += performance.now() - askedAt;
    const { lossA, lossB } = (await session.step(feedsOf(batch), this.#learningRate)) as {
      lossA: number;
      lossB: number;
    };
    this.#iteration++;
    if (!Number.isFinite(lossA + lossB) && this.start.options.global.nan_protection) {
      this.#sound = false;
      throw notANumber(this.#iteration, this.request.modelDir, saver.savedIterations);
    }
    this.#losses = { lossA, lossB };
    saver.addLoss((lossA + lossB) / 2);
    log.add({ iteration: this.#iteration, seconds: Date.now() / 1000, lossA, lossB });
    this.#report();
    if (this.#iteration % this.request.saveInterval === 0 && this.#iteration < this.request.iterations)
      await this.#save(false);
    await nextTurn(); // a step occupies the thread; a cancel arrives between two
  }

  #report(): void {
    this.#stepsPerSecond = this.#rate.step();
    const now = performance.now();
    const { iterations } = this.request;
    if (now - this.#reportedAt < reportEveryMs && this.#iteration < iterations) return;
    this.#reportedAt = now;
    const { lossA, lossB } = this.#losses!;
    const stepsPerSecond = this.#stepsPerSecond;
    this.job.emit({
      type: 'step',
      iteration: this.#iteration,
      lossA,
      lossB,
      stepsPerSecond,
      secondsLeft: stepsPerSecond && (iterations - this.#iteration) / stepsPerSecond,
    });
  }

  async #save(atEnd: boolean): Promise<void> {
    const { saver, preview, session } = this.parts;
    this.#sound = false; // what cannot be saved now is not tried again
    await saver.save(this.#iteration, atEnd);
    this.job.emit({ type: 'saved', path: this.request.modelDir, iteration: this.#iteration });
    this.job.emit({ type: 'preview', path: await preview.write(await session.readState()) });
    this.#sound = true;
  }
}

function openLoader(request: TrainingRequest, start: StartingPoint, job: JobContext): Promise<FaceLoader> {
  const { num_processes: most, pre_fetch: prefetch } = start.options['trainer.loader'];
  return openFaceLoader({
    folderA: request.folderA,
    folderB: request.folderB,
    batchSize: request.batchSize,
    geometry: geometryOf(start.model, start.options),
    augmentation: amountsOf(start.options['trainer.augmentation'], request),
    seed: start.seed,
    startIteration: start.checkpoint?.state.iterations ?? 0,
    // A step uses all cores; preparing its faces takes a small part of one.
    processes: Math.min(most || 4, Math.max(1, Math.floor(availableParallelism() / 4))),
    prefetch,
    onWarning: (message) => job.emit({ type: 'log', level: 'warning', message }),
    loaderModule: request.loaderModule,
  });
}

function amountsOf(
  options: TrainOptions['trainer.augmentation'],
  { noWarp, noFlip, noAugmentColor }: TrainingRequest,
): Partial<AugmentationAmounts> {
  return {
    zoomAmount: options.zoom_amount,
    rotationRange: options.rotation_range,
    shiftRange: options.shift_range,
    flipChance: options.flip_chance,
    colorLightness: options.color_lightness,
    colorAb: options.color_ab,
    claheChance: options.color_clahe_chance,
    claheMaxSize: options.color_clahe_max_size,
    ...(noWarp && withoutWarp),
    ...(noFlip && withoutFlip),
    ...(noAugmentColor && withoutColor),
  };
}

async function openSession(
  { batchSize, modelDir, threads }: TrainingRequest,
  { model, options, checkpoint, seed }: StartingPoint,
): Promise<{ step: TrainingStep; session: TrainingSession }> {
  const { ada_beta_1: beta1, ada_beta_2: beta2, epsilon_exponent } = options['global.optimizer'];
  const { total, lossA, lossB } = trainingGraph(model, options['global.loss'], batchSize);
  const step = buildTrainingStep({
    loss: total,
    losses: { lossA, lossB },
    optimizer: adam({ beta1, beta2, epsilon: 10 ** epsilon_exponent }),
  });
  const session = await openTrainingSession(step, {
    seed,
    ...(checkpoint && sessionState(step, checkpoint, modelDir)),
    threads,
  });
  return { step, session };
}

function feedsOf({ a, b }: FaceBatch): Record<string, Uint8Array> {
  return {
    input_a: a.input,
    input_b: b.input,
    target_a: a.target,
    target_b: b.target,
    masks_a: a.masks,
    masks_b: b.masks,
  };
}
