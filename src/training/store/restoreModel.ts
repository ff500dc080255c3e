import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import {
  finishReplacement,
  readCheckpoint,
  replaceCurrentSave,
  setAsideDamagedSave,
  tryReadCheckpoint,
} from './checkpoint';
import { archiveModel } from './copyModel';
import { getBackupStatePath } from './modelFiles';
import { requireTrainer } from './trainedModel';

export interface RestoredModel {
  /** Iterations of the model before and after the restore. */
  readonly from: number;
  readonly to: number;
  /** Folder with the model as it was before. */
  readonly archive: string;
}

/**
 * Replaces the newest save by the best one. The newest goes to `<model>_archived_<time>` with its logs. If the program is
 * killed in between, one of the two is in place, and both are on disk.
 * @throws UserError when there is no best save, or the newest is the best
 */
export async function restoreModel(modelDir: string, now = new Date()): Promise<RestoredModel> {
  const trainer = await requireTrainer(modelDir);
  const latest = await readCheckpoint(modelDir, trainer, { withOptimizer: false });
  const { state: newest } = latest;
  const backup = (await tryReadCheckpoint(modelDir, getBackupStatePath(modelDir, trainer)))?.state;
  if (!backup)
    throw new UserError(t('There is no backup of the model in {0}: none was saved yet, or it is damaged.', modelDir));
  if (backup.generation === newest.generation) {
    await finishReplacement(modelDir, trainer); // a restore may have been killed when it was all but done
    throw new UserError(
      t('The latest save of the model in {0} is already the best one, at iteration {1}.', modelDir, newest.iterations),
    );
  }
  const archive = await archiveModel(modelDir, newest, now);
  await setAsideDamagedSave(modelDir, latest);
  await replaceCurrentSave(modelDir, backup, { previous: undefined, backup });
  return { from: newest.iterations, to: backup.iterations, archive };
}
