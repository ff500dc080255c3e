import * as vscode from 'vscode';
import { parseDuration } from '../../options/duration';
import { formatNumber } from '../../shared/jobText';
import { localize, t } from '../../shared/l10n';
import { type RankedModel, rankModels, type TrainingMachine } from '../../training/models/rankModels';
import type { ExpectedPace } from '../../training/run/expectedPace';
import { maxIterations } from '../../training/run/trainingRequest';
import type { Preset } from '../../training/settings/presets';
import { type Answer, askChoice, askText, back, mapAnswer, type WizardPlace } from './wizard';

/** How long to train: options of the stage `train`. */
export interface TrainingBudget {
  readonly for?: string;
  readonly iterations?: number;
}

/** What is known of a model before its training. */
export interface TrainingProspect {
  /** The iterations that it has. */
  readonly iterations: number;
  /** Absent where nothing is known of the pace. */
  readonly pace?: ExpectedPace | undefined;
}

/** The time for a first look. */
const firstLook = { for: '5m', seconds: 300 } as const;
/** Iterations of the usual models after which the likeness hardly grows. */
const goodIterations = 100_000;
/** What a model that is beyond that gets. */
const moreIterations = 50_000;

interface BudgetItem extends vscode.QuickPickItem {
  /** Absent where the user types it. */
  readonly budget?: TrainingBudget;
  readonly unit?: 'time' | 'iterations';
}

/** Asks how long to train, with the times and iterations that the pace lets expect. */
export async function askTrainingBudget(
  place: WizardPlace,
  prospect: TrainingProspect,
): Promise<Answer<TrainingBudget>> {
  const items = listBudgets(prospect);
  for (;;) {
    const picked = await askChoice(place, { items, placeholder: t('How long to train?') });
    if (picked === undefined || picked === back) return picked;
    if (picked.budget) return picked.budget;
    // Back in the field returns to this list, also where the list is the first question.
    const inner = { ...place, step: Math.max(2, place.step), totalSteps: Math.max(2, place.totalSteps) };
    const typed = picked.unit === 'time' ? await askTime(inner) : await askGoal(inner, prospect);
    if (typed !== back) return typed;
  }
}

function listBudgets(prospect: TrainingProspect): readonly BudgetItem[] {
  const { iterations } = prospect;
  const goal = Math.max(goodIterations, iterations + moreIterations);
  return [
    {
      label: t('First look (about 5 min)'),
      description: describeIterations(firstLook.seconds, prospect),
      detail: t('Colors and poses can be judged, no detail yet.'),
      budget: { for: firstLook.for },
    },
    {
      label: t('Good result ({0})', describeTime(goal - iterations, prospect)),
      description: t('up to {0} iterations', formatNumber(goal)),
      detail: describePace(prospect),
      budget: { iterations: goal },
    },
    {
      label: t('Until I stop'),
      detail: t('The model is saved all the time; you can look at it and convert with it whenever you like.'),
      budget: { iterations: maxIterations },
    },
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: t('Another time…'), unit: 'time' },
    { label: t('Another number of iterations…'), unit: 'iterations' },
  ];
}

function describeIterations(seconds: number, { pace }: TrainingProspect): string {
  if (!pace) return '';
  return t('about {0} iterations', formatNumber(roundToDigits(seconds * pace.stepsPerSecond)));
}

/** Returns the time for so many iterations in words: minutes, hours or days. */
function describeTime(iterations: number, { pace }: TrainingProspect): string {
  if (!pace) return t('hours');
  const minutes = iterations / pace.stepsPerSecond / 60;
  if (minutes < 90) return t('about {0} min', Math.max(1, Math.round(minutes)));
  const hours = minutes / 60;
  return hours < 48 ? t('about {0} hours', Math.round(hours)) : t('about {0} days', Math.round(hours / 24));
}

function describePace({ pace }: TrainingProspect): string {
  if (!pace) return t('How fast this model trains here is not known yet.');
  const rate = String(roundToDigits(pace.stepsPerSecond));
  return pace.isMeasured
    ? t('At {0} iterations a second, as measured on this machine.', rate)
    : t('At {0} iterations a second: an estimate, until this machine has trained such a model.', rate);
}

/** Rounds to two significant digits. */
const roundToDigits = (value: number) => Number(value.toPrecision(2));

async function askTime(place: WizardPlace): Promise<Answer<TrainingBudget>> {
  const answer = await askText(place, {
    prompt: t('How long to train? For example 10m, 2h, 1h30m, or a number of seconds.'),
    validate: (text) =>
      parseDuration(text) === undefined
        ? t('Enter a time such as 10m, 2h or 1h30m: at least a second, at most a year.')
        : undefined,
  });
  return mapAnswer(answer, (text) => ({ for: text.trim() }));
}

async function askGoal(place: WizardPlace, { iterations }: TrainingProspect): Promise<Answer<TrainingBudget>> {
  const answer = await askText(place, {
    prompt: t('Stop at which iteration? The model has {0}.', formatNumber(iterations)),
    validate: (text) => findGoalFault(text, iterations),
  });
  return mapAnswer(answer, (text) => ({ iterations: parseGoal(text) }));
}

/** Reads a whole number, which may have separators between thousands; NaN where it is none. */
function parseGoal(text: string): number {
  const digits = text.replace(/[\s,.'_]/g, '');
  return /^\d{1,9}$/.test(digits) ? Number(digits) : Number.NaN;
}

function findGoalFault(text: string, iterations: number): string | undefined {
  const goal = parseGoal(text);
  if (!(goal <= maxIterations)) return t('Enter a whole number up to {0}.', formatNumber(maxIterations));
  if (goal > iterations) return undefined;
  return t('The model already has {0} iterations. Enter a higher number.', formatNumber(iterations));
}

/** A kind of model to train: one of the models, or a preset. */
export interface TrainingKind {
  readonly name: string;
  readonly trainer: string;
  readonly preset?: Preset;
}

interface KindItem extends vscode.QuickPickItem {
  readonly chosen?: TrainingKind;
}

/** Asks for a kind of model: first the one for this machine, then the others, those that need a GPU, and the presets. */
export async function askTrainingKind(
  place: WizardPlace,
  machine: TrainingMachine,
  presets: readonly Preset[],
): Promise<Answer<TrainingKind>> {
  const { recommended, light, needGpu } = rankModels(machine);
  const items: KindItem[] = [
    { ...createModelItem(recommended), description: t('recommended for this machine: {0}', describeMachine(machine)) },
    ...createGroup(t('Works without a GPU'), light.map(createModelItem)),
    ...createGroup(t('Needs a GPU'), needGpu.map(createModelItem)),
    ...createGroup(t('Presets: a ready-made combination of model and options'), presets.map(createPresetItem)),
  ];
  const picked = await askChoice(place, { items, placeholder: t('Model type') });
  return mapAnswer(picked, ({ chosen }) => chosen!);
}

/** Says what a machine trains on, in a few words: `NVIDIA H200, 139 GB`. */
function describeMachine({ device, name, memoryGb, threads }: TrainingMachine): string {
  if (device === 'cpu') return t('no GPU, {0} processor threads', threads);
  const words = [name || device, ...(memoryGb === undefined ? [] : [t('{0} GB', Math.round(memoryGb))])];
  return words.join(', ');
}

function createModelItem({ name, summary, gpuMemoryGb }: RankedModel): KindItem {
  const description = gpuMemoryGb === undefined ? {} : { description: t('about {0} GB of GPU memory', gpuMemoryGb) };
  return { label: name, detail: localize(summary), chosen: { name, trainer: name }, ...description };
}

function createPresetItem(preset: Preset): KindItem {
  const { name, purpose, trainer, memory } = preset;
  return {
    label: name,
    description: t('{0}; memory: {1}', trainer, memory),
    detail: purpose,
    chosen: { name, trainer, preset },
  };
}

function createGroup(label: string, items: readonly KindItem[]): readonly KindItem[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}
