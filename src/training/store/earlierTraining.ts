import { join } from 'node:path';
import { isPathTaken } from '../../files/freePath';
import { moveToTrash } from '../../files/trash';
import { findTrainer } from './checkpoint';
import { getLossLogPath, isLossLog } from './lossLog';
import { getMaskedPreviewPath, getPreviewPath, logsFolderName } from './modelFiles';

/**
 * Moves logs and previews of an earlier training to the trash of a folder that has no model any more: a new model would
 * overwrite them.
 * @returns the folder in the trash; undefined where there is nothing to keep
 */
export async function keepEarlierTraining(modelDir: string): Promise<string | undefined> {
  if ((await findTrainer(modelDir)) !== undefined) return undefined;
  const logs = (await isLossLog(getLossLogPath(modelDir))) ? [join(modelDir, logsFolderName)] : [];
  const pictures = [join(modelDir, 'previews'), getPreviewPath(modelDir), getMaskedPreviewPath(modelDir)];
  const found = [...logs, ...pictures.filter(isPathTaken)];
  return found.length === 0 ? undefined : await moveToTrash(modelDir, found);
}
