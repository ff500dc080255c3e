import { splitList } from '../../options/optionValue';
import { UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { runTraining } from '../../training/run/trainer';
import { defaultIterations, type TrainingRequest } from '../../training/run/trainingRequest';
import { getTimelapseFolder } from '../../training/store/modelFiles';
import { trainingChoice } from './trainingChoice';

export interface TrainStageOptions
  extends Pick<
    TrainingRequest,
    | 'modelDir'
    | 'threads'
    | 'consentA'
    | 'consentB'
    | 'largestBatch'
    | 'loadWeights'
    | 'freezeWeights'
    | 'warmUp'
    | 'findLearningRate'
    | 'noLogs'
    | 'noFlip'
    | 'noWarp'
    | 'noAugmentColor'
    | 'warpToLandmarks'
    | 'seed'
    | 'loaderModule'
  > {
  /** Face PNGs of the person to be replaced, and of the one who appears instead. */
  readonly inputA: string;
  readonly inputB: string;
  /** The kind of model; that of the preset, or `original`, when absent. */
  readonly trainer?: string;
  /** Name of a preset: what `--config` names goes before it. */
  readonly preset?: string;
  /** Faces a side in each iteration, 1..256; 16 when absent. */
  readonly batchSize?: number;
  /** Train until the model has had so many; a million when absent. */
  readonly iterations?: number;
  /** Iterations from one save to the next; 250 when absent. */
  readonly saveInterval?: number;
  /** Iterations from one copy of the whole model to the next, 0 for none; 25000 when absent. */
  readonly snapshotInterval?: number;
  /** Of whose faces a picture is kept at each save: both or none. */
  readonly timelapseInputA?: string;
  readonly timelapseInputB?: string;
  /** Where; a folder `timelapse` with the model when absent. */
  readonly timelapseOutput?: string;
  /** Beginnings of the names of the layers to leave as they are, separated by commas. */
  readonly freezeLayers?: string;
  /** Beginnings of the names of the layers that `loadWeights` loads, separated by commas; the model's usual ones when absent. */
  readonly loadLayers?: string;
  /** A train.ini; by default the one in the model's folder, if there is one. */
  readonly config?: string;
}

export interface TrainSummary {
  readonly modelDir: string;
  /** Iterations the model has had in all, and those of this run. */
  readonly iterations: number;
  readonly trained: number;
  /** Of the last iteration; null where there was none. */
  readonly lossA: number | null;
  readonly lossB: number | null;
  readonly stepsPerSecond: number | null;
  /** Share of the time that steps waited for faces, 0..1. */
  readonly waitingShare: number;
  /** What computed the steps; and why it was the processor, where no GPU could be used. */
  readonly device: string;
  readonly deviceReason?: string;
}

/**
 * Trains a model on the faces of two people, or trains on one that exists. A cancel saves first; a kill loses at most
 * what came after the last save.
 * @throws UserError when an input, an option or the model's folder is not as it should be
 */
export async function train(options: TrainStageOptions, job: JobContext): Promise<TrainSummary> {
  const { batchSize = 16, iterations = defaultIterations, saveInterval = 250, snapshotInterval = 25_000 } = options;
  requireWhole('batch-size', batchSize, 1, 256);
  requireWhole('iterations', iterations, 0, 1e8);
  requireWhole('save-interval', saveInterval, 1, 1e6);
  requireWhole('snapshot-interval', snapshotInterval, 0, 1e6);
  const { trainer, asked, warnings } = await trainingChoice(options);
  for (const message of warnings) job.emit({ type: 'log', level: 'warning', message });
  const request: TrainingRequest = {
    ...options,
    ...{ trainer, batchSize, iterations, saveInterval, snapshotInterval, configuredOptions: asked },
    folderA: options.inputA,
    folderB: options.inputB,
    timelapse: timelapseOf(options),
    frozenLayers: options.freezeLayers === undefined ? undefined : splitList(options.freezeLayers),
    loadLayers: options.loadLayers === undefined ? undefined : splitList(options.loadLayers),
  };
  const outcome = await runTraining(request, job);
  return {
    modelDir: options.modelDir,
    iterations: outcome.iterations,
    trained: outcome.trained,
    lossA: outcome.lossA ?? null,
    lossB: outcome.lossB ?? null,
    stepsPerSecond: outcome.stepsPerSecond ?? null,
    waitingShare: outcome.waitingShare,
    device: outcome.device,
    ...(outcome.deviceReason !== undefined && { deviceReason: outcome.deviceReason }),
  };
}

function timelapseOf({ modelDir, timelapseInputA, timelapseInputB, timelapseOutput }: TrainStageOptions) {
  if (timelapseInputA === undefined && timelapseInputB === undefined) return undefined;
  if (timelapseInputA === undefined || timelapseInputB === undefined)
    throw new UserError(
      t('A timelapse needs the faces of both people. Set --timelapse-input-a and --timelapse-input-b.'),
    );
  const output = timelapseOutput ?? getTimelapseFolder(modelDir);
  return { folderA: timelapseInputA, folderB: timelapseInputB, output };
}

function requireWhole(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new UserError(t('--{0} must be a whole number from {1} to {2}, not {3}.', name, min, max, value));
}
