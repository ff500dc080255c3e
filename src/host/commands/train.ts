import * as vscode from 'vscode';
import { openMonitorOnTraining, showMonitor } from '../../panels/training/host';
import type { ModelContent } from '../../projects/content';
import { addModel, addModelByPreset } from '../../projects/models';
import { buildProjectJobs } from '../../projects/requests';
import { UserError } from '../../shared/errors';
import { chooseFreeName, maxFolderNameLength } from '../../shared/folderName';
import { t } from '../../shared/l10n';
import { formatJobTitle } from '../../stages/stages';
import type { WorkEnd } from '../jobs/jobService';
import { runAndNotify } from '../jobs/runAndNotify';
import { describeTrainingEnd, listStepsAfterTraining } from '../jobs/trainingEnd';
import { pickOne, requireProject } from '../prompts/projectPrompts';
import type { TrainingKind } from '../prompts/trainingPrompts';
import { askForTraining, type TrainingAnswers } from '../prompts/trainingQuestions';
import type { CommandHandler, Services } from '../services';
import type { TreeNode } from '../tree/treeNode';

export const train: CommandHandler = async (services, node) => {
  const known = node?.kind === 'model' ? findModel(services, node.owner) : undefined;
  const answers = await askForTraining(services, known);
  if (!answers) return;
  await saveEditedSettings();
  await startTraining(services, answers, node?.config);
};

function findModel(services: Services, name: string | undefined): ModelContent {
  const model = requireProject(services).models.find((other) => other.name === name);
  if (!model) throw new UserError(t('The project no longer has the model {0}.', name ?? ''));
  return model;
}

/** Creates the model where it is new, queues its training, and opens its monitor. @param config the train.ini to use instead of its own */
export async function startTraining(services: Services, answers: TrainingAnswers, config?: string): Promise<void> {
  const { folder } = requireProject(services);
  const { inputA, inputB, budget } = answers;
  const name = answers.model?.name ?? (await createModel(services, { ...answers, kind: answers.kind! }));
  const given = { inputA, inputB, ...budget, ...(config !== undefined && { config }) };
  const jobs = await buildProjectJobs(folder, 'train', name, given);
  const work = { title: formatJobTitle('train', name), stage: 'train', jobs } as const;
  const describeEnd = ({ result }: WorkEnd) => describeTrainingEnd(name, result.summary ?? {});
  await runAndNotify(services, work, describeEnd, () => listStepsAfterTraining(name));
  await openMonitorOnTraining(services, name);
}

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

/** Adds a model of two people to the project, under a name that is free, and returns the name. */
export async function createModel(
  services: Services,
  { a, b, kind }: Pick<TrainingAnswers, 'a' | 'b'> & { readonly kind: TrainingKind },
): Promise<string> {
  const { folder, models } = requireProject(services);
  const { name: kindName, trainer, preset } = kind;
  const name = chooseFreeName(
    joinNames(a, b, kindName),
    models.map((model) => model.name),
  );
  if (preset) await addModelByPreset(folder, { name, a, b }, preset);
  else await addModel(folder, { name, a, b, trainer });
  await services.project.refresh();
  return name;
}

/** The characters of a name that leave room for a number. */
const longestName = maxFolderNameLength - 4;

/** Joins the names; those of the people are shortened where they would make too long a name. */
function joinNames(a: string, b: string, kind: string): string {
  const room = Math.floor((longestName - kind.length - 2) / 2);
  const shorten = (name: string) => (a.length + b.length > 2 * room ? name.slice(0, room).trimEnd() : name);
  return `${shorten(a)}-${shorten(b)}-${kind}`;
}

export const openMonitor: CommandHandler = async (services, node) => {
  const model = await pickTrained(services, node, t('Open the monitor of which model?'));
  if (model) await showMonitor(services, model);
};
