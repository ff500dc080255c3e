import type { LooseIniValues } from '../../options/option';
import type { TrainOptions } from '../../options/trainOptions';
import { UserError } from '../../shared/errors';
import { requireTrunks } from '../losses';
import { isLpipsName } from '../losses/lpips/trunkLayouts';
import { models, type TrainerName } from '../models';
import { resolveModelOptions } from '../models/modelOptions';
import { buildTrainingGraph } from './trainingGraph';

/**
 * Why a model of these options cannot be built, or cannot be trained with the losses that they ask for: a sentence that
 * names the options; undefined when it can. Nothing is computed, no file is read.
 * @param stored the fixed values of a model that exists
 */
export function whyUnbuildable(
  trainer: TrainerName,
  asked: LooseIniValues,
  stored: LooseIniValues = {},
): string | undefined {
  try {
    const { options } = resolveModelOptions(trainer, asked, stored);
    const losses = options['global.loss'];
    requireTrunks(losses);
    buildTrainingGraph(models[trainer].create(options), withoutTrunks(losses), 1);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** Losses of files that are not read here. */
function withoutTrunks(losses: TrainOptions['global.loss']): TrainOptions['global.loss'] {
  const plain = <Name extends string>(name: Name) => (isLpipsName(name) ? ('none' as const) : name);
  return {
    ...losses,
    loss_function_2: plain(losses.loss_function_2),
    loss_function_3: plain(losses.loss_function_3),
    loss_function_4: plain(losses.loss_function_4),
  };
}
