import { basename } from 'node:path';
import type { Faceset, ModelContent, PersonContent } from '../../projects/content';
import { getPresetsFolder } from '../../projects/projectPaths';
import { UserError } from '../../shared/errors';
import { formatNumber } from '../../shared/jobText';
import { t } from '../../shared/l10n';
import type { TrainingMachine } from '../../training/models/rankModels';
import { findExpectedPace } from '../../training/run/expectedPace';
import { loadPresets } from '../../training/settings/presets';
import type { Services } from '../services';
import { countFaces, formatFaceCount } from '../tree/treeNode';
import { requireProject } from './projectPrompts';
import { findTrainingMachine } from './trainingMachine';
import { askTrainingBudget, askTrainingKind, type TrainingBudget, type TrainingKind } from './trainingPrompts';
import { askChoice, type ConditionalStep, mapAnswer, runWizard, type WizardStep } from './wizard';

/** What to train: a model that the project has, or a new one, with the faces of both people, and how long. */
export interface TrainingAnswers {
  /** Absent for a new model. */
  readonly model?: ModelContent | undefined;
  /** The names of the people. */
  readonly a: string;
  readonly b: string;
  /** The kind of a new model. */
  readonly kind?: TrainingKind;
  /** The folders of the faces. */
  readonly inputA: string;
  readonly inputB: string;
  readonly budget: TrainingBudget;
}

/** The answers so far; a name or a path that is not known yet is empty. */
interface Asked extends TrainingAnswers {
  readonly isModelKnown: boolean;
}

/**
 * Asks what to train and how long, before anything is written, and does not ask what has only one answer. Undefined when
 * canceled.
 * @param model the model to train, where it is known
 * @throws UserError when the project has not two people with faces
 */
export async function askForTraining(services: Services, model?: ModelContent): Promise<TrainingAnswers | undefined> {
  const { models, people, folder } = requireProject(services);
  if (models.length === 0 && people.length < 2)
    throw new UserError(t('The project needs more people. Use "Add Person".'));
  const machine = findTrainingMachine(services);
  const presetFolders = [getPresetsFolder(folder), services.presets];
  const listFacesets = (name: string) => requireFacesets(people, name);
  const isNew = (asked: Asked) => asked.isModelKnown && asked.model === undefined;
  const steps: readonly ConditionalStep<Asked>[] = [
    { isAsked: () => model === undefined && models.length > 0, ask: createModelStep(models) },
    { isAsked: isNew, ask: createPersonStepA(people) },
    { isAsked: (asked) => isNew(asked) && people.length > 2, ask: createPersonStepB(people) },
    { isAsked: isNew, ask: createKindStep(machine, presetFolders) },
    { isAsked: ({ a }) => a !== '' && listFacesets(a).length > 1, ask: createFacesStep(listFacesets, 'a') },
    { isAsked: ({ b }) => b !== '' && listFacesets(b).length > 1, ask: createFacesStep(listFacesets, 'b') },
    { isAsked: () => true, ask: createBudgetStep(machine) },
  ];
  const begin: Asked = {
    ...{ model, a: model?.a ?? '', b: model?.b ?? '', inputA: '', inputB: '', budget: {} },
    isModelKnown: model !== undefined || models.length === 0,
  };
  const asked = await runWizard(model ? t('Train {0}', model.name) : t('Train'), steps, begin);
  if (!asked) return undefined;
  const [inputA, inputB] = [
    asked.inputA || listFacesets(asked.a)[0]!.path,
    asked.inputB || listFacesets(asked.b)[0]!.path,
  ];
  return {
    model: asked.model,
    a: asked.a,
    b: asked.b,
    ...(asked.kind && { kind: asked.kind }),
    inputA,
    inputB,
    budget: asked.budget,
  };
}

/** @throws UserError when the person has no faces */
function requireFacesets(people: readonly PersonContent[], name: string): readonly Faceset[] {
  const facesets = people.find((person) => person.name === name)?.facesets ?? [];
  if (facesets.length === 0) throw new UserError(t('{0} has no faces yet. Extract them first.', name));
  return facesets;
}

function createModelStep(models: readonly ModelContent[]): WizardStep<Asked> {
  const items = models.map((model) => ({
    label: model.name,
    description: `${model.trainer}: ${model.a} → ${model.b}`,
    detail: t('{0} iterations', formatNumber(model.iterations)),
    model,
  }));
  const fresh = { label: t('New model…'), description: '', detail: '', model: undefined };
  return async (place) => {
    const picked = await askChoice<(typeof items)[number] | typeof fresh>(place, {
      items: [...items, fresh],
      placeholder: t('Train which model?'),
    });
    return mapAnswer(picked, ({ model }) => ({
      ...{ model, a: model?.a ?? '', b: model?.b ?? '', inputA: '', inputB: '' },
      isModelKnown: true,
    }));
  };
}

const createPersonItem = (person: PersonContent) => ({
  label: person.name,
  description: formatFaceCount(countFaces(person)),
});

/** Where there are two people, this answers for both. */
function createPersonStepA(people: readonly PersonContent[]): WizardStep<Asked> {
  return async (place) => {
    const items = people.map(createPersonItem);
    const picked = await askChoice(place, { items, placeholder: t('A: whose face is replaced?') });
    return mapAnswer(picked, ({ label: a }) => {
      const others = people.filter(({ name }) => name !== a);
      return { a, b: others.length === 1 ? others[0]!.name : '', inputA: '', inputB: '' };
    });
  };
}

function createPersonStepB(people: readonly PersonContent[]): WizardStep<Asked> {
  return async (place, { a }) => {
    const items = people.filter(({ name }) => name !== a).map(createPersonItem);
    const picked = await askChoice(place, { items, placeholder: t('B: whose face appears instead?') });
    return mapAnswer(picked, ({ label: b }) => ({ b, inputB: '' }));
  };
}

function createKindStep(machine: Promise<TrainingMachine>, presetFolders: readonly string[]): WizardStep<Asked> {
  return async (place) => {
    const answer = await askTrainingKind(place, await machine, await loadPresets(presetFolders));
    return mapAnswer(answer, (kind) => ({ kind }));
  };
}

function createFacesStep(listFacesets: (name: string) => readonly Faceset[], side: 'a' | 'b'): WizardStep<Asked> {
  return async (place, asked) => {
    const name = asked[side];
    const items = listFacesets(name).map(({ path, faces }) => ({
      label: basename(path),
      description: formatFaceCount(faces),
      path,
    }));
    const picked = await askChoice(place, { items, placeholder: t('Which faces belong to {0}?', name) });
    return mapAnswer(picked, ({ path }) => (side === 'a' ? { inputA: path } : { inputB: path }));
  };
}

function createBudgetStep(machine: Promise<TrainingMachine>): WizardStep<Asked> {
  return async (place, { model, kind }) => {
    const trainer = model?.trainer ?? kind?.trainer ?? '';
    const pace = await findExpectedPace(trainer, await machine, model?.path);
    const answer = await askTrainingBudget(place, { iterations: model?.iterations ?? 0, pace });
    return mapAnswer(answer, (budget) => ({ budget }));
  };
}
