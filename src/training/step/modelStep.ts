import { getName } from '../../tensor/graph';
import { buildTrainingStep, type TrainingStep, type TrainingStepOptions } from '../../tensor/trainingStep';
import type { Trunks } from '../losses/lpips/readTrunks';
import type { Model } from '../models/model';
import type { TrainOptions } from '../settings/trainOptions';
import { updatePolicyOf } from './optimizerChoice';
import { buildTrainingGraph } from './trainingGraph';

export interface ModelStepSettings extends Pick<TrainingStepOptions, 'target' | 'precision'> {
  /** Faces a side. */
  readonly batchSize: number;
  /** Of the losses that need one. */
  readonly trunks?: Trunks;
  /** Says of all parameters' names which of them stay as they are; none when absent. */
  readonly selectFrozen?: (names: readonly string[]) => (name: string) => boolean;
}

/** The step that trains a model as its options say. */
export function buildModelStep(
  model: Model,
  options: TrainOptions,
  { batchSize, trunks, selectFrozen: frozen, ...how }: ModelStepSettings,
): TrainingStep {
  const {
    graph,
    total,
    lossA,
    lossB,
    lossParts: parts,
  } = buildTrainingGraph(model, options['global.loss'], batchSize, trunks);
  const isFrozen = frozen?.(graph.parameters.map(getName)) ?? (() => false);
  return buildTrainingStep({
    loss: total,
    losses: { lossA, lossB, ...parts },
    ...updatePolicyOf(options['global.optimizer']),
    trainable: (name) => !isFrozen(name),
    ...how,
  });
}
