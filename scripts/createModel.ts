import type { Model } from '../src/training/models/model';
import { models, type TrainerName } from '../src/training/models/models';
import { selectOwnOptions } from '../src/training/settings/createModel';
import type { TrainOptions } from '../src/training/settings/trainOptions';

const networks = new Map(
  await Promise.all(
    models.map(async (model) => [model.name as TrainerName, (await model.loadNetwork()).createNetwork] as const),
  ),
);

/** Builds the network of a trainer at once: all of them are loaded already. */
export function createModel(trainer: TrainerName, options: TrainOptions): Model {
  const createNetwork = networks.get(trainer) as (layerOptions: unknown, options: unknown) => Model;
  return createNetwork(options.global, selectOwnOptions(trainer, options));
}
