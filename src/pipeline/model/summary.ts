import { loadTrainOptions } from '../../options/loadTrainOptions';
import type { TrainOptions } from '../../options/trainOptions';
import { UsageError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { optionsOfModel } from '../../training/modelOptions';
import { type ModelSummary, summarizeModel } from '../../training/modelSummary';
import { isTrainerName, models, type TrainerName, trainerNames } from '../../training/models';
import { openTrainedModel } from '../../training/trainedModel';

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
}

/** Tells the layers of a network, trained or not, with shapes and parameters. @throws UserError */
export async function modelSummary({ modelDir, trainer, config }: ModelSummaryOptions): Promise<ModelSummaryResult> {
  if ((modelDir === undefined) === (trainer === undefined))
    throw new UsageError(t('Name either a trained model with --model-dir, or a kind of model with --trainer.'));
  if (modelDir === undefined) {
    const known = knownTrainer(trainer!);
    const options = await optionsFor(known, config);
    return { trainer: known, ...summarizeModel(models[known].create(options), options['global.loss'].learn_mask) };
  }
  const { trainer: own, model, options, checkpoint } = await openTrainedModel(modelDir);
  const { iterations } = checkpoint.state;
  return { trainer: own, iterations, ...summarizeModel(model, options['global.loss'].learn_mask) };
}

async function optionsFor(trainer: TrainerName, config: string | undefined): Promise<TrainOptions> {
  return optionsOfModel(trainer, (await loadTrainOptions(config)).values).options;
}

/** @throws UserError naming those there are */
export function knownTrainer(name: string): TrainerName {
  if (isTrainerName(name)) return name;
  throw new UsageError(t('There is no trainer {0}. Choose one of {1}.', name, trainerNames.join(', ')));
}
