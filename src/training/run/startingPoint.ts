import { randomInt } from 'node:crypto';
import type { LooseIniValues } from '../../options/option';
import type { TrainOptions } from '../../options/trainOptions';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { models, type TrainerName } from '../models';
import type { Model } from '../models/model';
import { resolveModelOptions } from '../models/modelOptions';
import { type Checkpoint, findTrainer, readCheckpoint } from '../store/checkpoint';
import type { ModelState } from '../store/modelState';

/** A model as training finds it: new, or with a checkpoint to go on from. */
export interface StartingPoint {
  readonly model: Model;
  readonly options: TrainOptions;
  readonly checkpoint?: Checkpoint;
  /** Iterations that the model has had. */
  readonly iterations: number;
  /** Of the session that begins, among those of the model: `1` for the first. */
  readonly sessionId: string;
  readonly seed: number;
  /** Sentences that the user should see before training starts. */
  readonly warnings: readonly string[];
}

/**
 * @param asked what the configuration file sets
 * @param seed for a new model; one that exists keeps its own
 * @throws UserError when the folder holds another trainer's model, or only damaged saves
 */
export async function findStartingPoint(
  modelDir: string,
  trainer: TrainerName,
  asked: LooseIniValues,
  seed: number = randomInt(2 ** 32),
): Promise<StartingPoint> {
  const existing = await findTrainer(modelDir);
  if (existing !== undefined && existing !== trainer)
    throw new UserError(
      t('{0} contains a model of the trainer {1}. Train it with {1}, or choose another folder.', modelDir, existing),
    );
  if (existing === undefined) {
    const { options, warnings: notes } = resolveModelOptions(trainer, asked);
    return { model: models[trainer].create(options), options, iterations: 0, sessionId: '1', seed, warnings: notes };
  }
  const checkpoint = await readCheckpoint(modelDir, trainer);
  const { options, warnings: notes } = resolveModelOptions(trainer, asked, checkpoint.state.config);
  return {
    model: models[trainer].create(options),
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
