import { getName } from '../../tensor/graph';
import { buildTrainingStep, type TrainingStep, type TrainingStepOptions } from '../../tensor/trainingStep';
import type { Trunks } from '../losses/lpips/readTrunks';
import type { Model } from '../models/model';
import type { TrainOptions } from '../settings/trainOptions';
import { createUpdatePolicy } from './optimizerChoice';
import { buildTrainingGraph } from './trainingGraph';

export interface ModelStepSettings extends Pick<TrainingStepOptions, 'target' | 'precision'> {
  /** Number of faces of each side. */
  readonly batchSize: number;
  /** Pretrained networks of the losses that need one. */
  readonly trunks?: Trunks;
  /** Selects the frozen parameters among the names of all; none when absent. */
  readonly selectFrozen?: (names: readonly string[]) => (name: string) => boolean;
}

/** Builds the step that trains a model with its options. */
export function buildModelStep(
  model: Model,
  options: TrainOptions,
  { batchSize, trunks, selectFrozen, ...settings }: ModelStepSettings,
): TrainingStep {
  const {
    graph,
    total,
    lossA,
    lossB,
    lossParts: parts,
  } = buildTrainingGraph(model, options['global.loss'], batchSize, trunks);
  const isFrozen = selectFrozen?.(graph.parameters.map(getName)) ?? (() => false);
  return buildTrainingStep({
    loss: total,
    losses: { lossA, lossB, ...parts },
    ...createUpdatePolicy(options['global.optimizer']),
    trainable: (name) => !isFrozen(name),
    ...settings,
  });
}
