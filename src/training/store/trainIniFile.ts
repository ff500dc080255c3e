import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../files/atomicFile';
import { createFolder } from '../../files/createFolder';
import type { TrainerName } from '../models/models';
import { formatTrainIni } from '../settings/trainIni';
import type { TrainOptions } from '../settings/trainOptions';

/** Returns the path of the configuration with which a model is trained unless another one is given. */
function getTrainIniPath(modelDir: string): string {
  return join(modelDir, 'train.ini');
}

/** Returns the path of the model's own configuration; undefined if it has none. */
export async function findTrainIni(modelDir: string): Promise<string | undefined> {
  const path = getTrainIniPath(modelDir);
  return access(path).then(
    () => path,
    () => undefined,
  );
}

/** Writes the options of a new model to its folder, each with its help, unless it has a configuration. */
export async function writeDefaultTrainIni(
  modelDir: string,
  trainer: TrainerName,
  options: TrainOptions,
): Promise<void> {
  await createTrainIni(modelDir, formatTrainIni(options, trainer));
}

/** Writes a model's configuration, unless it has one. */
export async function createTrainIni(modelDir: string, text: string): Promise<void> {
  if ((await findTrainIni(modelDir)) !== undefined) return;
  await createFolder(modelDir);
  await writeFileAtomic(getTrainIniPath(modelDir), text);
}
