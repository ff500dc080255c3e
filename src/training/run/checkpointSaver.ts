import type { LooseIniValues } from '../../options/option';
import type { TrainingSession } from '../../runtime/trainingSession';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { TrainingStep } from '../../tensor/trainingStep';
import type { HeldOutRecord } from '../data/heldOutRecord';
import { pickFixedTrainOptions, pickUpdatableTrainOptions, type TrainOptions } from '../settings/trainOptions';
import { writeCheckpoint } from '../store/checkpoint';
import type { BestSave, FacesetPair, ModelState } from '../store/modelState';
import { buildCheckpointTensors, isFiniteState } from '../store/sessionState';
import { getNewestSettings } from '../store/trainedModel';
import type { SavedModel } from '../store/trainingObserver';
import { judgeSave } from './evaluation/bestSave';
import type { Evaluation, ModelEvaluator } from './evaluation/modelEvaluator';
import type { StartingPoint } from './startingPoint';
import type { TimeBudget } from './timeBudget';

export interface SaverSettings {
  /** Learning rate that a range test found for a new model. */
  readonly foundRate?: number | undefined;
  readonly modelDir: string;
  readonly trainer: string;
  readonly batchSize: number;
  readonly noLogs?: boolean | undefined;
  readonly faces: FacesetPair;
  readonly budget?: TimeBudget | undefined;
  /** Which faces are held out, and what measures a model by them. */
  readonly heldOut?: HeldOutRecord | undefined;
  readonly evaluator?: ModelEvaluator | undefined;
  readonly start: StartingPoint;
  readonly step: TrainingStep;
  readonly session: TrainingSession;
}

/** Saves a model while it trains, and records its sessions. */
export class CheckpointSaver {
  readonly #options: TrainOptions;
  readonly #timestamp = Math.floor(Date.now() / 1000);
  #last: ModelState | undefined;
  #lowest: number | null;
  #best: BestSave | undefined;
  #lossSum = 0;
  #lossCount = 0;

  constructor(private readonly setup: SaverSettings) {
    const state = setup.start.checkpoint?.state;
    this.#options = setup.start.options;
    this.#last = state;
    this.#lowest = state && hasSameLosses(getNewestSettings(state), this.#options) ? state.lowest_avg_loss : null;
    this.#best = state && isSameRecord(state.held_out, setup.heldOut) ? state.best : undefined;
  }

  /** Iterations of the newest save. */
  get savedIterations(): number {
    return this.#last?.iterations ?? 0;
  }

  /** Records the mean of both sides' losses of an iteration. */
  addLoss(loss: number): void {
    this.#lossSum += loss;
    this.#lossCount++;
  }

  /** Returns whether a save at the end would differ from the last one. */
  isNeededAtEnd(iterations: number): boolean {
    const needsOptimizer = this.#shouldSaveOptimizer(true) && this.#last?.optimizer === undefined;
    return iterations > this.savedIterations || (needsOptimizer && iterations > this.setup.start.iterations);
  }

  /**
   * Measures the model and saves it.
   * @param isFull whether to measure many faces, not few
   * @throws UserError when a weight is NaN or infinite, or the disk is full; the last save stays
   */
  async save(
    iterations: number,
    { atEnd, isFull }: { readonly atEnd: boolean; readonly isFull: boolean },
  ): Promise<SavedModel> {
    const { modelDir, step, session } = this.setup;
    const state = await session.readState();
    if (!isFiniteState(state)) throw createNonFiniteError(iterations, modelDir, this.savedIterations);
    const { weights, optimizer } = buildCheckpointTensors(step, {
      state,
      iteration: session.iteration,
      adaptiveState: session.adaptiveState,
    });
    const moment = { iteration: iterations, weights: state };
    const evaluation = await this.setup.evaluator?.evaluate(moment, isFull ? 'full' : 'save', atEnd);
    const isBest = this.#judge(iterations, evaluation);
    const tensors = this.#shouldSaveOptimizer(atEnd) ? { weights, optimizer } : { weights };
    this.#last = await writeCheckpoint(modelDir, this.#createState(iterations), tensors, this.#last, { isBest });
    this.#lossSum = 0;
    this.#lossCount = 0;
    return { ...moment, state: this.#last, evaluation };
  }

  /** Returns whether this save is the best: by what was measured of it, or by its losses where nothing ever was. */
  #judge(iterations: number, evaluation: Evaluation | undefined): boolean {
    const average = this.#lossCount > 0 ? this.#lossSum / this.#lossCount : Number.POSITIVE_INFINITY;
    const isLowest = average < (this.#lowest ?? Number.POSITIVE_INFINITY);
    if (isLowest) this.#lowest = average;
    const best = evaluation && judgeSave(iterations, evaluation.comparable, this.#best);
    if (!best) return isLowest && this.#best === undefined;
    this.#best = best;
    return true;
  }

  #shouldSaveOptimizer(atEnd: boolean): boolean {
    const when = this.#options['global.optimizer'].save_optimizer;
    return when === 'always' || (when === 'exit' && atEnd);
  }

  #createState(iterations: number) {
    const { trainer, batchSize, noLogs = false, faces, start, budget, heldOut } = this.setup;
    const foundRate = this.setup.foundRate ?? start.checkpoint?.state.lr_finder;
    const session = {
      timestamp: this.#timestamp,
      no_logs: noLogs,
      batchsize: batchSize,
      iterations: iterations - start.iterations,
      config: pickUpdatableTrainOptions(this.#options),
      faces,
    };
    return {
      name: trainer,
      sessions: { ...start.checkpoint?.state.sessions, [start.sessionId]: session },
      lowest_avg_loss: this.#lowest,
      iterations,
      config: pickFixedTrainOptions(this.#options),
      ...(foundRate === undefined ? {} : { lr_finder: foundRate }),
      ...(budget && { budget: budget.toRecord() }),
      ...(heldOut && { held_out: heldOut }),
      ...(this.#best && { best: this.#best }),
      seed: start.seed,
    };
  }
}

/** Returns whether the same faces are held out as before: figures of others cannot be compared. */
function isSameRecord(before: HeldOutRecord | undefined, now: HeldOutRecord | undefined): boolean {
  return JSON.stringify(before) === JSON.stringify(now);
}

/** Returns whether losses with the old and the new settings can be compared. */
function hasSameLosses(before: LooseIniValues, options: TrainOptions): boolean {
  const now = pickUpdatableTrainOptions(options)['global.loss'];
  return Object.entries(before['global.loss'] ?? {}).every(([key, value]) => now?.[key] === value);
}

/** Thrown when the losses or weights of a training are NaN or infinite. */
export class NonFiniteError extends UserError {}

export function createNonFiniteError(iteration: number, modelDir: string, savedIterations: number): NonFiniteError {
  return new NonFiniteError(
    t(
      'Training failed at iteration {0}: a loss or a weight is NaN or infinite. The model in {1} stays as saved at iteration {2}. Lower learning_rate and continue training.',
      iteration,
      modelDir,
      savedIterations,
    ),
  );
}
