import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../files/atomicFile';
import { trainIniText } from '../../options/trainIniText';
import type { TrainOptions } from '../../options/trainOptions';

/** The configuration that a model is trained with where no other is named. */
function getTrainIniPath(modelDir: string): string {
  return join(modelDir, 'train.ini');
}

/** Path of the model's own configuration, if it has one. */
export async function findTrainIni(modelDir: string): Promise<string | undefined> {
  const path = getTrainIniPath(modelDir);
  return access(path).then(
    () => path,
    () => undefined,
  );
}

/** Writes the options of a new model beside it, every one explained, unless the user's own file is there. */
export async function writeDefaultTrainIni(modelDir: string, options: TrainOptions): Promise<void> {
  await createTrainIni(modelDir, trainIniText(options));
}

/** Writes a model's first configuration, unless it has one. */
export async function createTrainIni(modelDir: string, text: string): Promise<void> {
  if ((await findTrainIni(modelDir)) !== undefined) return;
  await mkdir(modelDir, { recursive: true });
  await writeFileAtomic(getTrainIniPath(modelDir), text);
}
