import type { LooseIniValues } from '../../options/option';
import type { Device } from '../../runtime/session';
import type { TrainerName } from '../models/models';

/** Number of iterations of the model at which training ends by default. */
export const defaultIterations = 1e6;

/** The highest number of iterations that a training can have as its goal. */
export const maxIterations = 1e8;

/** Settings of one training. */
export interface TrainingRequest {
  readonly modelDir: string;
  readonly trainer: TrainerName;
  /** Folders with the face PNGs of each person. */
  readonly folderA: string;
  readonly folderB: string;
  /** Number of faces of each side in an iteration. */
  readonly batchSize: number;
  /** Instead, use as many faces as fit into the device's memory. */
  readonly largestBatch?: boolean;
  /** Train until the model has this many iterations. */
  readonly iterations: number;
  /** End sooner, after this much time of training; the rest of it after an interruption. */
  readonly forSeconds?: number | undefined;
  /** Number of iterations between two saves. */
  readonly saveInterval: number;
  /** Number of iterations between two snapshots; 0 for none. */
  readonly snapshotInterval: number;
  /** Options that the configuration file sets. */
  readonly configuredOptions: LooseIniValues;
  /** On what basis person A may be shown, in the user's words. */
  readonly consentA?: string;
  /** On what basis person B may be shown, in the user's words. */
  readonly consentB?: string;
  /** Number of threads of a step; all cores when absent. */
  readonly threads?: number | undefined;
  /** Model, .safetensors file, or folder of them, from which a new model takes its weights. */
  readonly loadWeights?: string;
  /** Prefixes of the names of the layers that are loaded; the model's default when absent. */
  readonly loadLayers?: readonly string[] | undefined;
  /** Freeze the layers that the model freezes by default. */
  readonly freezeWeights?: boolean;
  /** Freeze these layers instead: prefixes of their names. */
  readonly frozenLayers?: readonly string[] | undefined;
  /** Faces of which a timelapse image is written at each save, and the folder for the images. */
  readonly timelapse?: { readonly folderA: string; readonly folderB: string; readonly output: string } | undefined;
  /** Number of iterations of this run over which the learning rate rises to its value; none when absent. */
  readonly warmUp?: number;
  /** Use the learning rate that a range test finds for a new model, or found when the model was new. */
  readonly findLearningRate?: boolean;
  /** Write no logs of the losses. */
  readonly noLogs?: boolean | undefined;
  readonly noFlip?: boolean;
  readonly noWarp?: boolean;
  readonly warpToLandmarks?: boolean;
  readonly noAugmentColor?: boolean;
  /** Seed of a new model's weights and of the order of the faces; random when absent. */
  readonly seed?: number;
  /** Share of the faces of each side that is held out from training, in percent; 0 for none. */
  readonly holdOut: number;
  /** End when nothing improves any more that is measured on the held-out faces. */
  readonly stopWhenFlat?: boolean;
  /** Built module of the loader process; by default the one next to the running bundle. */
  readonly loaderModule?: string | undefined;
}

/** Why a training ended: its goal in iterations, the end of its time, nothing improved any more, or the goal was reached before it began. */
export type TrainingEnd = 'iterations' | 'time' | 'flat' | 'there already';

/** Result of the training loop. */
export interface TrainingOutcome {
  /** Iterations of the model in all, and those of this run. */
  readonly iterations: number;
  readonly trained: number;
  readonly end: TrainingEnd;
  /** Time of this run in seconds, without its start. */
  readonly seconds: number;
  /** Losses of the last iteration; absent if there was none. */
  readonly lossA?: number;
  readonly lossB?: number;
  readonly stepsPerSecond?: number | undefined;
  /** Share of the time of this run in which steps waited for faces, 0..1. */
  readonly waitingShare: number;
  /** Share of it in which held-out faces were measured, 0..1; absent without any. */
  readonly evaluationShare?: number | undefined;
}

/** Result of a training, and the device that computed it. */
export interface TrainingResult extends TrainingOutcome {
  readonly device: Device;
  /** Reason why the CPU was used, if `auto` found nothing faster. */
  readonly deviceReason?: string;
}
