import { parseDuration } from '../../options/duration';
import { splitList } from '../../options/optionValue';
import { UsageError, UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { formatDuration, formatNumber } from '../../shared/jobText';
import { t } from '../../shared/l10n';
import { runTraining } from '../../training/run/trainer';
import {
  defaultIterations,
  maxIterations,
  type TrainingEnd,
  type TrainingOutcome,
  type TrainingRequest,
} from '../../training/run/trainingRequest';
import { getTimelapseFolder } from '../../training/store/modelFiles';
import { resolveTrainingChoice } from './trainingChoice';

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
    | 'stopWhenFlat'
    | 'loaderModule'
  > {
  /** Face PNGs of the person to be replaced, and of the one who appears instead. */
  readonly inputA: string;
  readonly inputB: string;
  /** The kind of model; when absent that of the preset, or `original`. */
  readonly trainer?: string;
  /** The name of a preset; options in `config` override it. */
  readonly preset?: string;
  /** The number of faces of each side in an iteration, 1..256; 16 when absent. */
  readonly batchSize?: number;
  /** Stop when the model has been trained for this many iterations; a million when absent. */
  readonly iterations?: number;
  /** Stop after training for this long, such as `10m` or a number of seconds; then `iterations` has no default. */
  readonly for?: string | number;
  /** The number of iterations between two saves; 250 when absent. */
  readonly saveInterval?: number;
  /** The number of iterations between two copies of the whole model, 0 for none; 25000 when absent. */
  readonly snapshotInterval?: number;
  /** The share of the faces that is held out from training to measure the model by, in percent, 0..50; 5 when absent. */
  readonly holdOut?: number;
  /** The folders of the faces of which a picture is kept at each save: both or none. */
  readonly timelapseInputA?: string;
  readonly timelapseInputB?: string;
  /** The folder for these pictures; the folder `timelapse` of the model when absent. */
  readonly timelapseOutput?: string;
  /** The layers to freeze: prefixes of their names, separated by commas. */
  readonly freezeLayers?: string;
  /** The layers that `loadWeights` loads: prefixes of their names, separated by commas; the default of the model when absent. */
  readonly loadLayers?: string;
  /** A train.ini; by default the one in the model's folder, if there is one. */
  readonly config?: string;
}

export interface TrainSummary {
  readonly modelDir: string;
  /** The iterations of the model in all, and those of this run. */
  readonly iterations: number;
  readonly trained: number;
  /** Why it ended, and the seconds of this run without its start. */
  readonly end: TrainingEnd;
  readonly seconds: number;
  /** The losses of the last iteration; null if there was none. */
  readonly lossA: number | null;
  readonly lossB: number | null;
  readonly stepsPerSecond: number | null;
  /** The share of the time that steps waited for faces, 0..1. */
  readonly waitingShare: number;
  /** The share of the time that held-out faces were measured, 0..1; null without any. */
  readonly evaluationShare: number | null;
  /** The device of the steps, and, where no GPU could be used, why. */
  readonly device: string;
  readonly deviceReason?: string;
}

/**
 * Trains a new model on the faces of two people, or continues the training of an existing one. A cancel saves first; a kill
 * loses at most what came after the last save.
 * @throws UserError when an input, an option or the folder of the model is not valid
 */
export async function train(options: TrainStageOptions, job: JobContext): Promise<TrainSummary> {
  const forSeconds = options.for === undefined ? undefined : parseDuration(options.for);
  const usualGoal = forSeconds === undefined ? defaultIterations : maxIterations;
  const { batchSize = 16, iterations = usualGoal, saveInterval = 250, snapshotInterval = 25_000 } = options;
  const { holdOut = 5 } = options;
  assertWholeNumber('batch-size', batchSize, 1, 256);
  assertWholeNumber('iterations', iterations, 0, maxIterations);
  assertWholeNumber('save-interval', saveInterval, 1, 1e6);
  assertWholeNumber('snapshot-interval', snapshotInterval, 0, 1e6);
  assertWholeNumber('hold-out', holdOut, 0, 50);
  if (options.stopWhenFlat) assertCanStopWhenFlat(holdOut, options.noLogs);
  const { trainer, settings, warnings } = await resolveTrainingChoice(options);
  for (const message of warnings) job.emit({ type: 'log', level: 'warning', message, isAboutStart: true });
  const request: TrainingRequest = {
    ...options,
    ...{
      trainer,
      batchSize,
      iterations,
      forSeconds,
      saveInterval,
      snapshotInterval,
      holdOut,
      configuredOptions: settings,
    },
    folderA: options.inputA,
    folderB: options.inputB,
    timelapse: resolveTimelapse(options),
    frozenLayers: options.freezeLayers === undefined ? undefined : splitList(options.freezeLayers),
    loadLayers: options.loadLayers === undefined ? undefined : splitList(options.loadLayers),
  };
  const outcome = await runTraining(request, job);
  job.emit({ type: 'log', level: 'info', message: describeEnd(outcome, request) });
  return {
    modelDir: options.modelDir,
    iterations: outcome.iterations,
    trained: outcome.trained,
    end: outcome.end,
    seconds: Math.round(outcome.seconds),
    lossA: outcome.lossA ?? null,
    lossB: outcome.lossB ?? null,
    stepsPerSecond: outcome.stepsPerSecond ?? null,
    waitingShare: outcome.waitingShare,
    evaluationShare: outcome.evaluationShare ?? null,
    device: outcome.device,
    ...(outcome.deviceReason !== undefined && { deviceReason: outcome.deviceReason }),
  };
}

function describeEnd({ end, iterations }: TrainingOutcome, request: TrainingRequest): string {
  const count = formatNumber(iterations);
  switch (end) {
    case 'time':
      return t(
        'The {0} of training are over. The model is saved, with {1} iterations.',
        formatDuration(request.forSeconds ?? 0),
        count,
      );
    case 'flat':
      return t('Nothing improved any more: training has ended. The model is saved, with {0} iterations.', count);
    case 'iterations':
      return t('The model has {0} iterations, as requested, and is saved.', count);
    case 'there already':
      return t(
        'Nothing was trained: the model in {0} already has {1} iterations, and the goal is {2}. Set a higher --iterations, or a time with --for.',
        request.modelDir,
        count,
        formatNumber(request.iterations),
      );
  }
}

/** @throws UsageError when there is nothing to tell by that nothing improves */
function assertCanStopWhenFlat(holdOut: number, noLogs: boolean | undefined): void {
  if (holdOut === 0)
    throw new UsageError(
      t('--stop-when-flat measures faces that are held out: give a --hold-out of more than 0, or leave it out.'),
    );
  if (noLogs)
    throw new UsageError(t('--stop-when-flat reads the log of evaluations. Leave out --no-logs, or train without it.'));
}

function resolveTimelapse({ modelDir, timelapseInputA, timelapseInputB, timelapseOutput }: TrainStageOptions) {
  if (timelapseInputA === undefined && timelapseInputB === undefined) return undefined;
  if (timelapseInputA === undefined || timelapseInputB === undefined)
    throw new UserError(
      t('A timelapse needs the faces of both people. Set --timelapse-input-a and --timelapse-input-b.'),
    );
  const output = timelapseOutput ?? getTimelapseFolder(modelDir);
  return { folderA: timelapseInputA, folderB: timelapseInputB, output };
}

function assertWholeNumber(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new UserError(t('--{0} must be a whole number from {1} to {2}, not {3}.', name, min, max, value));
}
