import type { LooseIniValues } from '../../options/option';
import type { Device } from '../../runtime/session';
import type { TrainerName } from '../models';

/** Train until the model has had so many, where nothing else is asked for. */
export const defaultIterations = 1e6;

/** What a training is asked to do. */
export interface TrainingRequest {
  readonly modelDir: string;
  readonly trainer: TrainerName;
  /** Face PNGs of each person. */
  readonly folderA: string;
  readonly folderB: string;
  /** Faces a side in each iteration. */
  readonly batchSize: number;
  /** Take as many as the device has memory for instead. */
  readonly largestBatch?: boolean;
  /** Train until the model has had so many. */
  readonly iterations: number;
  /** Iterations from one save to the next. */
  readonly saveInterval: number;
  /** Iterations from one copy of the whole model to the next; 0 for none. */
  readonly snapshotInterval: number;
  /** What the configuration file sets. */
  readonly configuredOptions: LooseIniValues;
  /** On what basis the two people may be shown, in the user's words. */
  readonly consentA?: string;
  readonly consentB?: string;
  /** Threads of the step; all cores when absent. */
  readonly threads?: number | undefined;
  /** A model, a .safetensors file, or a folder of them, that a new model starts from. */
  readonly loadWeights?: string;
  /** Beginnings of the names of those layers that are loaded; those that are usual for the model when absent. */
  readonly loadLayers?: readonly string[] | undefined;
  /** Leave those layers as they are that are usual for the model. */
  readonly freezeWeights?: boolean;
  /** Leave these as they are instead: beginnings of their names. */
  readonly frozenLayers?: readonly string[] | undefined;
  /** Of whose faces a picture is kept at each save, and where. */
  readonly timelapse?: { readonly folderA: string; readonly folderB: string; readonly output: string } | undefined;
  /** Iterations of this run over which the learning rate rises to what it is; none when absent. */
  readonly warmUp?: number;
  /** Use the learning rate that a range test finds for a new model, or found when it was new. */
  readonly findLearningRate?: boolean;
  /** Keep no logs of the losses. */
  readonly noLogs?: boolean | undefined;
  readonly noFlip?: boolean;
  readonly noWarp?: boolean;
  readonly warpToLandmarks?: boolean;
  readonly noAugmentColor?: boolean;
  /** Of a new model's weights and of its order of faces; drawn when absent. */
  readonly seed?: number;
  /** The built loader process; by default the one beside the running bundle. */
  readonly loaderModule?: string | undefined;
}

/** What became of it. */
export interface TrainingOutcome {
  /** Iterations the model has had in all, and those of this run. */
  readonly iterations: number;
  readonly trained: number;
  /** Of the last iteration; absent when there was none. */
  readonly lossA?: number;
  readonly lossB?: number;
  readonly stepsPerSecond?: number | undefined;
  /** Share of the time of this run that steps had to wait for faces, 0..1. */
  readonly waitingShare: number;
}

/** What became of a training, and what computed it. */
export interface TrainingResult extends TrainingOutcome {
  readonly device: Device;
  /** Why it was the processor, where `auto` found nothing faster. */
  readonly deviceReason?: string;
}
