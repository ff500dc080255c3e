import { UsageError, UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { openTrunks } from '../../training/losses/chosenLosses';
import type { Model } from '../../training/models/model';
import { type ModelSummary, summarizeModel } from '../../training/models/modelSummary';
import type { TrainerName } from '../../training/models/models';
import { isTrainerName, trainerNames } from '../../training/models/models';
import { type BatchMemory, estimateMemoryByBatch } from '../../training/run/trainingMemory';
import { createModel } from '../../training/settings/createModel';
import { resolveModelOptions } from '../../training/settings/modelOptions';
import { loadTrainOptions } from '../../training/settings/trainIni';
import type { TrainOptions } from '../../training/settings/trainOptions';
import { buildModelStep } from '../../training/step/modelStep';
import { openTrainedModel } from '../../training/store/trainedModel';

export interface ModelSummaryOptions {
  /** A trained model … */
  readonly modelDir?: string;
  /** … or a kind of model, with the options of a train.ini. */
  readonly trainer?: string;
  readonly config?: string;
}

export interface ModelSummaryResult extends ModelSummary {
  readonly trainer: TrainerName;
  /** Of a trained model. */
  readonly iterations?: number;
  /** What training takes on the processor. */
  readonly memory: readonly BatchMemory[];
}

/** Tells the layers of a network, trained or not, with shapes and parameters, and what training it needs. @throws UserError */
export async function modelSummary(
  { modelDir, trainer, config }: ModelSummaryOptions,
  job: JobContext,
): Promise<ModelSummaryResult> {
  if ((modelDir === undefined) === (trainer === undefined))
    throw new UsageError(t('Set either --model-dir (a trained model) or --trainer (a model type), not both.'));
  if (modelDir === undefined) {
    const known = knownTrainer(trainer!);
    const options = await optionsFor(known, config);
    return { trainer: known, ...(await figuresOf(createModel(known, options), options, job)) };
  }
  const { trainer: own, model, options, checkpoint } = await openTrainedModel(modelDir);
  const { iterations } = checkpoint.state;
  return { trainer: own, iterations, ...(await figuresOf(model, options, job)) };
}

async function figuresOf(model: Model, options: TrainOptions, job: JobContext) {
  const { layers, ...figures } = summarizeModel(model, options['global.loss'].learn_mask);
  return { ...figures, memory: await memoryOf(model, options, job), layers };
}

/** Empty where a loss cannot be had: the rest of a summary does not need it. */
async function memoryOf(model: Model, options: TrainOptions, job: JobContext): Promise<readonly BatchMemory[]> {
  try {
    const trunks = await openTrunks(options['global.loss'], () => undefined);
    return estimateMemoryByBatch((batchSize) => buildModelStep(model, options, { batchSize, trunks }));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    job.emit({ type: 'log', level: 'warning', message: error.message });
    return [];
  }
}

async function optionsFor(trainer: TrainerName, config: string | undefined): Promise<TrainOptions> {
  return resolveModelOptions(trainer, (await loadTrainOptions(config)).values).options;
}

/** @throws UserError naming those there are */
export function knownTrainer(name: string): TrainerName {
  if (isTrainerName(name)) return name;
  throw new UsageError(t('There is no trainer {0}. Choose one of {1}.', name, trainerNames.join(', ')));
}
