import type { IniSection, SectionValues } from '../../options/option';
import type { DefaultLayers, Model } from '../models/model';
import { findModel, type TrainerName } from '../models/models';
import type { TrainOptions } from './trainOptions';

/** Returns the network of a trainer with these options. @throws UserError when they do not go together */
export function createModel(trainer: TrainerName, options: TrainOptions): Model {
  return findModel(trainer).createNetwork(options.global, selectOwnOptions(trainer, options));
}

/** Returns what `--freeze-weights` and `--load-weights` are for in a model of this trainer where nothing else is said. */
export function getDefaultLayers(trainer: TrainerName, options: TrainOptions): DefaultLayers {
  return findModel(trainer).getDefaultLayers?.(selectOwnOptions(trainer, options)) ?? { frozen: ['encoder'] };
}

function selectOwnOptions(trainer: TrainerName, options: TrainOptions): SectionValues<IniSection> {
  return (options as Readonly<Record<string, SectionValues<IniSection>>>)[`model.${trainer}`] ?? {};
}
