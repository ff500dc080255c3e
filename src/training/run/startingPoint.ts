import { randomInt } from 'node:crypto';
import type { LooseIniValues } from '../../options/option';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { Model } from '../models/model';
import type { TrainerName } from '../models/models';
import { createModel } from '../settings/createModel';
import { resolveModelOptions } from '../settings/modelOptions';
import type { TrainOptions } from '../settings/trainOptions';
import { type Checkpoint, findTrainer, readCheckpoint } from '../store/checkpoint';
import type { ModelState } from '../store/modelState';

/** The model at the start of a training: new, or with a checkpoint from which to continue. */
export interface StartingPoint {
  readonly model: Model;
  readonly options: TrainOptions;
  readonly checkpoint?: Checkpoint;
  /** Iterations of the model so far. */
  readonly iterations: number;
  /** Id of the session that begins: `1` for the first one of the model. */
  readonly sessionId: string;
  readonly seed: number;
  /** Messages that the user should see before training starts. */
  readonly warnings: readonly string[];
}

/**
 * Reads the model in a folder, or creates a new one.
 * @param configuredOptions options that the configuration file sets
 * @param seed seed of a new model; an existing one keeps its own
 * @throws UserError when the folder holds another trainer's model, or only damaged saves
 */
export async function findStartingPoint(
  modelDir: string,
  trainer: TrainerName,
  configuredOptions: LooseIniValues,
  seed: number = randomInt(2 ** 32),
): Promise<StartingPoint> {
  const existing = await findTrainer(modelDir);
  if (existing !== undefined && existing !== trainer)
    throw new UserError(
      t('{0} contains a model of the trainer {1}. Train it with {1}, or choose another folder.', modelDir, existing),
    );
  if (existing === undefined) {
    const { options, warnings: notes } = resolveModelOptions(trainer, configuredOptions);
    return {
      model: await createModel(trainer, options),
      options,
      iterations: 0,
      sessionId: '1',
      seed,
      warnings: notes,
    };
  }
  const checkpoint = await readCheckpoint(modelDir, trainer);
  const { options, warnings: notes } = resolveModelOptions(trainer, configuredOptions, checkpoint.state.config);
  return {
    model: await createModel(trainer, options),
    options,
    checkpoint,
    iterations: checkpoint.state.iterations,
    sessionId: computeNextSessionId(checkpoint.state),
    seed: checkpoint.state.seed,
    warnings: checkpoint.recovery === undefined ? notes : [checkpoint.recovery, ...notes],
  };
}

function computeNextSessionId({ sessions }: ModelState): string {
  return String(1 + Math.max(0, ...Object.keys(sessions).map(Number).filter(Number.isInteger)));
}
