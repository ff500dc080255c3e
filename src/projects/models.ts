import { isTrainerName } from '../training/models/models';
import { resolveModelOptions } from '../training/settings/modelOptions';
import type { Preset } from '../training/settings/presets';
import { createTrainIni, findTrainIni, writeDefaultTrainIni } from '../training/store/trainIniFile';
import { assertNewName, type Project, type ProjectModel, readProject, writeProject } from './project';
import { getModelFolder } from './projectPaths';

/**
 * Adds a model to the project in `folder` and returns the project. A model of the same name, people and kind is left as it
 * is.
 * @throws UserError when another model has the name, or when no folder can have it
 */
export async function addModel(folder: string, model: ProjectModel): Promise<Project> {
  const project = await readProject(folder);
  const same = project.models.find((other) => other.name === model.name);
  if (same && same.a === model.a && same.b === model.b && same.trainer === model.trainer) return project;
  assertNewName(model.name, project.models);
  const changed = { ...project, models: [...project.models, model] };
  await writeProject(folder, changed);
  return changed;
}

/** Adds a model of the kind that a preset names, and writes the options of the preset to its train.ini. */
export async function addModelByPreset(
  folder: string,
  model: Omit<ProjectModel, 'trainer'>,
  { trainer, text }: Preset,
): Promise<Project> {
  const project = await addModel(folder, { ...model, trainer });
  await createTrainIni(getModelFolder(folder, model.name), text);
  return project;
}

/**
 * Returns the path of the train.ini of a model. A model without one gets one with the defaults of its trainer.
 * @throws UserError when it cannot be written
 */
export async function ensureModelIni(model: {
  readonly path: string;
  readonly trainer: string;
}): Promise<string | undefined> {
  const { path, trainer } = model;
  if (isTrainerName(trainer)) await writeDefaultTrainIni(path, trainer, resolveModelOptions(trainer, {}).options);
  return await findTrainIni(path);
}
