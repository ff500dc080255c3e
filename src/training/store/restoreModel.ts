import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { readCheckpoint, replaceCurrentSave, tryReadCheckpoint } from './checkpoint';
import { copyModelBeside } from './copyModel';
import { timestamp } from './folderTimestamp';
import { getBackupStatePath } from './modelFiles';
import { requireTrainer } from './trainedModel';

export interface RestoredModel {
  /** Iterations of the model before and after. */
  readonly from: number;
  readonly to: number;
  /** Folder of the model as it was. */
  readonly archive: string;
}

/**
 * Puts the best save in the place of the newest, which goes to `<model>_archived_<time>` with its logs; a kill on the
 * way leaves one or the other in place, and both on disk.
 * @throws UserError when there is no best save, or the newest is the best
 */
export async function restoreModel(modelDir: string, now = new Date()): Promise<RestoredModel> {
  const trainer = await requireTrainer(modelDir);
  const { state: newest } = await readCheckpoint(modelDir, trainer, { withOptimizer: false });
  const backup = (await tryReadCheckpoint(modelDir, getBackupStatePath(modelDir, trainer)))?.state;
  if (!backup)
    throw new UserError(t('There is no backup of the model in {0}: none was saved yet, or it is damaged.', modelDir));
  if (backup.generation === newest.generation)
    throw new UserError(
      t('The latest save of the model in {0} is already the best one, at iteration {1}.', modelDir, newest.iterations),
    );
  const archive = await copyModelBeside(modelDir, newest, `_archived_${timestamp(now)}`);
  await replaceCurrentSave(modelDir, backup, { previous: undefined, backup });
  return { from: newest.iterations, to: backup.iterations, archive };
}
