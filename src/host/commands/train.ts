import * as vscode from 'vscode';
import { openMonitorOnTraining, showMonitor } from '../../panels/training/host';
import type { ModelContent } from '../../projects/content';
import { addModel, addModelByPreset } from '../../projects/models';
import { getPresetsFolder } from '../../projects/projectPaths';
import { buildProjectJobs } from '../../projects/requests';
import { UserError } from '../../shared/errors';
import { localize, t } from '../../shared/l10n';
import { formatJobTitle } from '../../stages/stages';
import { models as modelKinds } from '../../training/models/models';
import type { Preset } from '../../training/settings/presets';
import { loadPresets } from '../../training/settings/presets';
import { runAndNotify } from '../jobs/runAndNotify';
import { pickFaceset, pickOne, pickPerson, requireProject } from '../prompts/projectPrompts';
import type { CommandHandler, Services } from '../services';
import { createNodeReference, type TreeNode } from '../tree/treeNode';

export const train: CommandHandler = async (services, node) => {
  await saveEditedSettings();
  const model = node?.kind === 'model' ? node.owner : await pickOrCreateModel(services);
  if (model === undefined) return;
  const faces = await pickTrainingFaces(services, model);
  const iterations = faces && (await askIterations());
  if (iterations === undefined) return;
  const limit: Record<string, number> = iterations === '' ? {} : { iterations: Number(iterations) };
  const config: Record<string, string> = node?.config === undefined ? {} : { config: node.config };
  const jobs = await buildProjectJobs(requireProject(services).folder, 'train', model, {
    ...faces,
    ...limit,
    ...config,
  });
  const work = { title: formatJobTitle('train', model), stage: 'train', jobs } as const;
  await runAndNotify(services, work, () => t('{0} has reached the requested number of iterations.', model), {
    label: t('Convert'),
    run: () => vscode.commands.executeCommand('faceswap.convert', createNodeReference('model', model)),
  });
  await openMonitorOnTraining(services, model);
};

/** Saves edited settings files, so that the training uses them. */
async function saveEditedSettings(): Promise<void> {
  const edited = vscode.workspace.textDocuments.filter((open) => open.isDirty && open.languageId === 'faceswap-ini');
  for (const settings of edited) await settings.save();
}

/**
 * Returns the model of `node`, else one that the user picks; undefined when canceled. @throws UserError when there is
 * none
 */
export async function pickTrained(
  services: Services,
  node: TreeNode | undefined,
  question: string,
): Promise<ModelContent | undefined> {
  const { models } = requireProject(services);
  if (models.length === 0) throw new UserError(t('The project has no model yet. Use "Train".'));
  if (node?.kind === 'model') return models.find(({ name }) => name === node.owner);
  return (
    await pickOne(
      models.map((model) => ({ label: model.name, description: model.trainer, model })),
      question,
    )
  )?.model;
}

async function pickOrCreateModel(services: Services): Promise<string | undefined> {
  const { models } = requireProject(services);
  const items = models.map(({ name, trainer, a, b }) => ({ label: name, description: `${trainer}: ${a} → ${b}` }));
  const fresh = { label: t('New model…'), description: '' };
  const picked = await pickOne([...items, fresh], t('Train which model?'));
  return picked === fresh ? await createModel(services) : picked?.label;
}

async function createModel(services: Services): Promise<string | undefined> {
  const { folder } = requireProject(services);
  const a = await pickPerson(services, t('A: whose face is replaced?'));
  if (a === undefined) return undefined;
  const b = await pickPerson(services, t('B: whose face appears instead?'), a);
  if (b === undefined) return undefined;
  const kind = await pickTrainerOrPreset([getPresetsFolder(folder), services.presets]);
  if (kind === undefined) return undefined;
  const name = `${a}-${b}-${typeof kind === 'string' ? kind : kind.name}`;
  if (typeof kind === 'string') await addModel(folder, { name, a, b, trainer: kind });
  else await addModelByPreset(folder, { name, a, b }, kind);
  await services.project.refresh();
  return name;
}

/** Asks for a trainer or a preset; undefined when canceled. */
async function pickTrainerOrPreset(presetFolders: readonly string[]): Promise<string | Preset | undefined> {
  const kinds = modelKinds.map(({ name, summary }) => ({ label: name as string, description: localize(summary) }));
  const byPreset = { label: t('A preset…'), description: t('a ready-made combination of model and options') };
  const picked = await pickOne([...kinds, byPreset], t('Model type'));
  if (picked !== byPreset) return picked?.label;
  const presets = (await loadPresets(presetFolders)).map((preset) => ({
    label: preset.name,
    description: localize(preset.purpose),
    detail: t('{0}; memory: {1}', preset.trainer, preset.memory),
    preset,
  }));
  return (await pickOne(presets, t('Which preset?')))?.preset;
}

async function pickTrainingFaces(services: Services, modelName: string) {
  const model = requireProject(services).models.find(({ name }) => name === modelName);
  const inputA = model && (await pickFaceset(services, model.a));
  const inputB = model && inputA && (await pickFaceset(services, model.b));
  return inputA && inputB ? { inputA, inputB } : undefined;
}

async function askIterations(): Promise<string | undefined> {
  return await vscode.window.showInputBox({
    title: t('Train'),
    prompt: t('Stop at which iteration? Leave empty to train until you cancel (the model is saved).'),
    validateInput: (value) => (/^\d{0,7}$/.test(value) ? undefined : t('Enter a whole number, or leave it empty.')),
    ignoreFocusOut: true,
  });
}

export const openMonitor: CommandHandler = async (services, node) => {
  const model = await pickTrained(services, node, t('Open the monitor of which model?'));
  if (model) await showMonitor(services, model);
};
