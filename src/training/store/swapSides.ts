import { rm } from 'node:fs/promises';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { readCheckpoint, setAsideDamagedSave, tryReadCheckpoint, writeCheckpoint } from './checkpoint';
import { archiveModel } from './copyModel';
import { getEvaluationLogPath } from './curves/evaluationLog';
import { getBackupStatePath } from './modelFiles';
import { swapFacesets } from './modelState';
import type { NamedTensors } from './safetensors';
import { requireTrainer } from './trainedModel';

export interface SwappedSides {
  readonly iterations: number;
  /** Folder with the model as it was before, with A and B in their old places. */
  readonly archive: string;
  /** The same for the best save, if that was a different one. */
  readonly bestArchive?: string;
}

/**
 * Swaps A and B in a model, with the optimizer's state. The previous model goes to `<model>_archived_<time>`.
 * @throws UserError when a tensor of A and its counterpart of B have different shapes
 */
export async function swapSides(modelDir: string, now = new Date()): Promise<SwappedSides> {
  const trainer = await requireTrainer(modelDir);
  const latest = await readCheckpoint(modelDir, trainer);
  const { state, weights, optimizer } = latest;
  const swapped = {
    weights: swapTensors(weights, modelDir),
    ...(optimizer && { optimizer: swapTensors(optimizer, modelDir) }),
  };
  const best = (await tryReadCheckpoint(modelDir, getBackupStatePath(modelDir, trainer), false))?.state;
  const archive = await archiveModel(modelDir, state, now);
  const keepsBest = best && best.generation !== state.generation;
  const bestArchive = keepsBest ? await archiveModel(modelDir, best, now, 'best') : undefined;
  await setAsideDamagedSave(modelDir, latest);
  // No save with the old order may replace this one: it becomes the best save too, and there is no previous one.
  await writeCheckpoint(modelDir, swapFacesets(state), swapped, undefined, { isBest: true });
  // It is of the other swap, and the archive has it. Whoever writes the next one sets aside what is no file.
  await rm(getEvaluationLogPath(modelDir), { force: true }).catch(() => undefined);
  return { iterations: state.iterations, archive, ...(bestArchive && { bestArchive }) };
}

/** Swaps `decoder_a/…` and `decoder_b/…`; shared layers stay. */
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

/** Returns the name with `_a` and `_b` swapped at the end of its first part. */
function getCounterpartName(name: string): string {
  return name.replace(/^([^/]*_)([ab])(?=\/)/, (_, before, side) => before + (side === 'a' ? 'b' : 'a'));
}
