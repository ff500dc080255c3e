import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { t } from '../../shared/l10n';
import type { TrainerName } from '../models/models';
import { readCheckpoint } from './checkpoint';
import { getStatePath } from './modelFiles';
import { type ModelState, readModelState } from './modelState';
import { requireTrainer } from './trainedModel';

/** What a model has recorded of itself at its last save. */
export interface SavedState {
  readonly trainer: TrainerName;
  readonly state: ModelState;
  /** A sentence for the user where something of the save is damaged. */
  readonly warning?: string;
}

/**
 * Reads the state of a model's newest save, without its weights, whatever their size. Where the state is damaged, it is that
 * of the newest save that is whole.
 * @throws UserError when the folder has no model, one of another program, or none that is whole
 */
export async function readSavedState(modelDir: string): Promise<SavedState> {
  const trainer = await requireTrainer(modelDir);
  const state = await readModelState(getStatePath(modelDir, trainer));
  if (!state) {
    const { state: earlier, recovery } = await readCheckpoint(modelDir, trainer, { withOptimizer: false });
    return { trainer, state: earlier, ...(recovery !== undefined && { warning: recovery }) };
  }
  const { file, bytes } = state.weights;
  const found = await stat(join(modelDir, file)).catch(() => undefined);
  if (found?.isFile() && found.size === bytes) return { trainer, state };
  const warning = t(
    'The weights of the model in {0} are missing or damaged ({1}): what is told of it is what its last save has recorded.',
    modelDir,
    file,
  );
  return { trainer, state, warning };
}
