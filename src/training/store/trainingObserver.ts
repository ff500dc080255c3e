import type { ModelState } from './modelState';

/** An iteration that has just been done. */
export interface IterationReport {
  /** Counted over the model's life, from 1. */
  readonly iteration: number;
  /** When it ended, since 1970. */
  readonly seconds: number;
  readonly lossA: number;
  readonly lossB: number;
  /** All that the step reports, these two included, by name. */
  readonly losses: Readonly<Record<string, number>>;
  readonly learningRate: number;
}

/** A model as it is in memory. */
export interface ModelWeights {
  /** Iterations the model has had. */
  readonly iteration: number;
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/** A model that is safe on disk. */
export interface SavedModel extends ModelWeights {
  readonly state: ModelState;
  /** The user asks for a copy of the model as it is now. */
  readonly isSnapshotRequested?: boolean;
}

/** Something that follows a training: a log, a report, a picture. */
export interface TrainingObserver {
  /** What it throws ends the training. */
  onIteration?(iteration: IterationReport): void;
  /** A `UserError` becomes a warning: training goes on without the picture or the copy. */
  onSave?(save: SavedModel): Promise<void>;
  /** The user wants to see what the model makes of the faces now. A `UserError` becomes a warning. */
  onPreviewRequest?(moment: ModelWeights): Promise<void>;
  /** Called once, however the training ended. */
  close?(): void;
}
