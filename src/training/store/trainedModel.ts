import type { LooseIniValues } from '../../options/option';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { Model } from '../models/model';
import { isTrainerName, type TrainerName, trainerNames } from '../models/models';
import { createModel } from '../settings/createModel';
import { resolveModelOptions } from '../settings/modelOptions';
import type { TrainOptions } from '../settings/trainOptions';
import { type Checkpoint, findTrainer, readCheckpoint } from './checkpoint';
import type { ModelState } from './modelState';
import { rejectWeightsWithoutState } from './unfitModelFolder';

/** A model with the weights of its newest save. */
export interface TrainedModel {
  readonly trainer: TrainerName;
  readonly model: Model;
  /** The fixed options it was created with, and the other options of its last session. */
  readonly options: TrainOptions;
  /** Without the optimizer's state. */
  readonly checkpoint: Checkpoint;
}

/** Opens the model in a folder. @throws UserError when the folder has no model, or a damaged one */
export async function openTrainedModel(modelDir: string): Promise<TrainedModel> {
  const trainer = await requireTrainer(modelDir);
  const checkpoint = await readCheckpoint(modelDir, trainer, { withOptimizer: false });
  const { options } = resolveModelOptions(trainer, getNewestSettings(checkpoint.state), checkpoint.state.config);
  return { trainer, model: await createModel(trainer, options), options, checkpoint };
}

/**
 * Returns the trainer of the model in a folder.
 * @throws UserError when there is no model, or its trainer is unknown
 */
export async function requireTrainer(modelDir: string): Promise<TrainerName> {
  const trainer = await findTrainer(modelDir);
  if (trainer === undefined) await rejectWeightsWithoutState(modelDir);
  if (trainer === undefined) throw new UserError(t('There is no model in {0}. Train one first.', modelDir));
  if (isTrainerName(trainer)) return trainer;
  throw new UserError(
    t('The model in {0} has an unknown trainer, {1}. Known trainers: {2}.', modelDir, trainer, trainerNames.join(', ')),
  );
}

/** Returns the settings of the last session, for the options that are not fixed. */
export function getNewestSettings({ sessions }: ModelState): LooseIniValues {
  const ids = Object.keys(sessions).map(Number);
  return sessions[String(Math.max(...ids))]?.config ?? {};
}
