import type { LooseIniValues } from '../../options/option';
import { UserError } from '../../shared/errors';
import { omitTrunkLosses, requireTrunks } from '../losses/chosenLosses';
import type { TrainerName } from '../models/models';
import { createModel } from '../settings/createModel';
import { resolveModelOptions } from '../settings/modelOptions';
import { buildTrainingGraph } from './trainingGraph';

/**
 * Returns why a model of these options cannot be built, or cannot be trained with the losses that they ask for: a sentence
 * that names the options; undefined when it can. Nothing is computed, and no file of the user's is read.
 * @param stored the fixed values of a model that exists
 */
export async function explainInvalidModel(
  trainer: TrainerName,
  requested: LooseIniValues,
  stored: LooseIniValues = {},
): Promise<string | undefined> {
  try {
    const { options } = resolveModelOptions(trainer, requested, stored);
    const losses = options['global.loss'];
    requireTrunks(losses);
    buildTrainingGraph(await createModel(trainer, options), omitTrunkLosses(losses), 1);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
