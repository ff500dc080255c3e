import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { readCheckpoint, tryReadCheckpoint, writeCheckpoint } from './checkpoint';
import { copyModelBeside } from './copyModel';
import { timestamp } from './folderTimestamp';
import { getBackupStatePath } from './modelFiles';
import { swapFacesets } from './modelState';
import type { NamedTensors } from './safetensors';
import { requireTrainer } from './trainedModel';

export interface SwappedSides {
  readonly iterations: number;
  /** Folder of the model as it was, with A and B in their old places. */
  readonly archive: string;
  /** The same of the best save, where that was another one. */
  readonly bestArchive?: string;
}

/**
 * Makes A of B and B of A in a model, with the optimizer's state; the model as it was goes to `<model>_archived_<time>`.
 * @throws UserError when what belongs to A has not the shape of what belongs to B
 */
export async function swapSides(modelDir: string, now = new Date()): Promise<SwappedSides> {
  const trainer = await requireTrainer(modelDir);
  const { state, weights, optimizer } = await readCheckpoint(modelDir, trainer);
  const swapped = {
    weights: swapTensors(weights, modelDir),
    ...(optimizer && { optimizer: swapTensors(optimizer, modelDir) }),
  };
  const best = (await tryReadCheckpoint(modelDir, getBackupStatePath(modelDir, trainer), false))?.state;
  const archive = await copyModelBeside(modelDir, state, `_archived_${timestamp(now)}`);
  const keepsBest = best && best.generation !== state.generation;
  const bestArchive = keepsBest ? await copyModelBeside(modelDir, best, `_archived_best_${timestamp(now)}`) : undefined;
  // No save of the old order may stand in for this one: it becomes the best as well, and there is none before it.
  await writeCheckpoint(modelDir, swapFacesets(state), swapped, undefined, { isBest: true });
  return { iterations: state.iterations, archive, ...(bestArchive && { bestArchive }) };
}

/** `decoder_a/…` takes the place of `decoder_b/…` and the other way round; what is shared stays. */
function swapTensors(tensors: NamedTensors, modelDir: string): NamedTensors {
  return new Map(
    [...tensors].map(([name, own]) => {
      const other = tensors.get(getCounterpartName(name));
      if (other?.shape.join() !== own.shape.join())
        throw new UserError(
          t(
            'The sides of the model in {0} cannot be swapped: {1} has no counterpart of the same shape.',
            modelDir,
            name,
          ),
        );
      return [name, other];
    }),
  );
}

/** The name with `_a` for `_b`, or the other way round, at the end of its first part. */
function getCounterpartName(name: string): string {
  return name.replace(/^([^/]*_)([ab])(?=\/)/, (_, before, side) => before + (side === 'a' ? 'b' : 'a'));
}
