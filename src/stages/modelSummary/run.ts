import { UsageError, UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { openTrunks } from '../../training/losses/chosenLosses';
import type { Model } from '../../training/models/model';
import { type ModelSummary, summarizeModel } from '../../training/models/modelSummary';
import type { TrainerName } from '../../training/models/models';
import { findTrainerName, trainerNames } from '../../training/models/models';
import { type BatchMemory, estimateMemoryByBatch } from '../../training/run/trainingMemory';
import { createModel } from '../../training/settings/createModel';
import { resolveModelOptions } from '../../training/settings/modelOptions';
import { loadTrainOptions } from '../../training/settings/trainIni';
import type { TrainOptions } from '../../training/settings/trainOptions';
import { buildModelStep } from '../../training/step/modelStep';
import { openTrainedModel } from '../../training/store/trainedModel';

export interface ModelSummaryOptions {
  /** The folder of a trained model … */
  readonly modelDir?: string;
  /** … or the name of a trainer, with the options of a train.ini. */
  readonly trainer?: string;
  readonly config?: string;
}

export interface ModelSummaryResult extends ModelSummary {
  readonly trainer: TrainerName;
  /** Only of a trained model. */
  readonly iterations?: number;
  /** The memory that training needs on the processor, by batch size. */
  readonly memory: readonly BatchMemory[];
}

/** Lists the layers of a model, trained or not, with shapes and parameters, and the memory for its training. @throws UserError */
export async function modelSummary(
  { modelDir, trainer, config }: ModelSummaryOptions,
  job: JobContext,
): Promise<ModelSummaryResult> {
  if ((modelDir === undefined) === (trainer === undefined))
    throw new UsageError(t('Set either --model-dir (a trained model) or --trainer (a model type), not both.'));
  if (modelDir === undefined) {
    const known = parseTrainerName(trainer!);
    const options = await loadOptions(known, config);
    return { trainer: known, ...(await computeFigures(await createModel(known, options), options, job)) };
  }
  const { trainer: own, model, options, checkpoint } = await openTrainedModel(modelDir);
  const { iterations } = checkpoint.state;
  return { trainer: own, iterations, ...(await computeFigures(model, options, job)) };
}

async function computeFigures(model: Model, options: TrainOptions, job: JobContext) {
  const { layers, ...figures } = summarizeModel(model, options['global.loss'].learn_mask);
  return { ...figures, memory: await estimateMemory(model, options, job), layers };
}

/** Returns nothing, with a warning, where a loss network is not available: the rest of the summary does not need it. */
async function estimateMemory(model: Model, options: TrainOptions, job: JobContext): Promise<readonly BatchMemory[]> {
  try {
    const trunks = await openTrunks(options['global.loss'], () => undefined);
    return estimateMemoryByBatch((batchSize) => buildModelStep(model, options, { batchSize, trunks }));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    job.emit({ type: 'log', level: 'warning', message: error.message });
    return [];
  }
}

async function loadOptions(trainer: TrainerName, config: string | undefined): Promise<TrainOptions> {
  return resolveModelOptions(trainer, (await loadTrainOptions(config)).values).options;
}

/** @throws UsageError that lists the known trainers */
export function parseTrainerName(name: string): TrainerName {
  const trainer = findTrainerName(name);
  if (trainer !== undefined) return trainer;
  throw new UsageError(t('There is no trainer {0}. Choose one of {1}.', name, trainerNames.join(', ')));
}
