import type { IniSection, SectionValues } from '../../options/option';
import type { DefaultLayers, Model } from '../models/model';
import { findModel, type TrainerName } from '../models/models';
import type { TrainOptions } from './trainOptions';

/** Builds the network of a trainer with these options. @throws UserError when they do not go together */
export async function createModel(trainer: TrainerName, options: TrainOptions): Promise<Model> {
  const { createNetwork } = await findModel(trainer).loadNetwork();
  return createNetwork(options.global, selectOwnOptions(trainer, options));
}

/** Returns what `--freeze-weights` and `--load-weights` are for in a model of this trainer where nothing else is said. */
export function getDefaultLayers(trainer: TrainerName, options: TrainOptions): DefaultLayers {
  return findModel(trainer).getDefaultLayers?.(selectOwnOptions(trainer, options)) ?? { frozen: ['encoder'] };
}

/** Returns the values of the section `[model.<trainer>]`. */
export function selectOwnOptions(trainer: TrainerName, options: TrainOptions): SectionValues<IniSection> {
  return (options as Readonly<Record<string, SectionValues<IniSection>>>)[`model.${trainer}`] ?? {};
}
