import { isTrainerName } from '../training/models';
import { resolveModelOptions } from '../training/models/modelOptions';
import { findTrainIni, writeDefaultTrainIni } from '../training/store/trainIniFile';

/** The settings file of a model; one that has none gets it, with the values its trainer begins with. @throws UserError */
export async function ensureModelIni(model: {
  readonly path: string;
  readonly trainer: string;
}): Promise<string | undefined> {
  const { path, trainer } = model;
  if (isTrainerName(trainer)) await writeDefaultTrainIni(path, resolveModelOptions(trainer, {}).options);
  return await findTrainIni(path);
}
