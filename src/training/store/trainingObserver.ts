import type { EvaluationEntry } from './curves/evaluationRows';
import type { ModelState } from './modelState';

/** Result of the iteration that has just ended. */
export interface IterationReport {
  /** Number of the iteration since the model was created, from 1. */
  readonly iteration: number;
  /** Time at which it ended, seconds since 1970. */
  readonly seconds: number;
  readonly lossA: number;
  readonly lossB: number;
  /** Everything that the step reports by name, including these two. */
  readonly losses: Readonly<Record<string, number>>;
  readonly learningRate: number;
}

/** The weights in memory at some iteration. */
export interface ModelWeights {
  /** Iterations of the model. */
  readonly iteration: number;
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/** A model that has been saved to disk. */
export interface SavedModel extends ModelWeights {
  readonly state: ModelState;
  /** What was measured of it; absent where nothing was. */
  readonly evaluation?: EvaluationEntry | undefined;
  /** Whether the user requested a copy of the model at this save. */
  readonly isSnapshotRequested?: boolean;
}

/** Follows a training: a log, a report, a preview. It belongs to `store` because the logs and the model card implement it. */
export interface TrainingObserver {
  /** An error that it throws ends the training. */
  onIteration?(iteration: IterationReport): void;
  /** A `UserError` becomes a warning: training continues without the preview or the copy. */
  onSave?(save: SavedModel): Promise<void>;
  /** Called when the user requests a new preview. A `UserError` becomes a warning. */
  onPreviewRequest?(moment: ModelWeights): Promise<void>;
  /** Called once at the end of the training, whether it succeeded or not. */
  close?(): void;
}
