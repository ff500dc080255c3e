import { basename } from 'node:path';
import * as vscode from 'vscode';
import { resolveRealPath } from '../../files/storedPath';
import type { PersonContent } from '../../projects/content';
import { addPerson, addSource, setConsent } from '../../projects/people';
import { getPresetsFolder, getStem } from '../../projects/projectPaths';
import { chooseFreeName, isFolderName, maxFolderNameLength } from '../../shared/folderName';
import { t } from '../../shared/l10n';
import { rankModels, type TrainingMachine } from '../../training/models/rankModels';
import { findExpectedPace } from '../../training/run/expectedPace';
import { loadPresets } from '../../training/settings/presets';
import { createModel } from '../commands/train';
import { askConsent } from '../prompts/consentPrompt';
import { requireProject } from '../prompts/projectPrompts';
import { findTrainingMachine } from '../prompts/trainingMachine';
import { askTrainingBudget, askTrainingKind, type TrainingBudget, type TrainingKind } from '../prompts/trainingPrompts';
import { askVideo } from '../prompts/videoPrompts';
import {
  type Answer,
  askChoice,
  back,
  mapAnswer,
  runWizard,
  type WizardPlace,
  type WizardStep,
} from '../prompts/wizard';
import type { Services } from '../services';
import type { GuidedSwap } from './guidedSwap';

/** What the user answers before anything is written. */
interface SwapAnswers {
  readonly videoA: string;
  readonly videoB: string;
  readonly consentA: string;
  readonly consentB: string;
  readonly kind: TrainingKind;
  readonly budget: TrainingBudget;
}

/** The answers so far: the kind of model is known as soon as the devices of this machine are. */
type Asked = Omit<SwapAnswers, 'kind'> & Partial<Pick<SwapAnswers, 'kind'>>;

/** Asks which two videos to swap, on what basis, and for how long to train; undefined when canceled. */
export async function askGuidedSwap(services: Services): Promise<SwapAnswers | undefined> {
  const people = services.project.content?.people ?? [];
  const machine = findTrainingMachine(services);
  const steps: readonly WizardStep<Asked>[] = [
    askVideoA,
    askVideoB,
    createConsentStep(people, 'A'),
    createConsentStep(people, 'B'),
    createBudgetStep(machine),
    createStartStep(services, machine),
  ];
  const noAnswers = { videoA: '', videoB: '', consentA: '', consentB: '', budget: {} };
  const asked = await runWizard<Asked>(t('Swap Two Videos'), steps, noAnswers);
  return asked?.kind && { ...asked, kind: asked.kind };
}

function createConsentStep(people: readonly PersonContent[], side: 'A' | 'B'): WizardStep<Asked> {
  return async (place, answers) => {
    const video = answers[`video${side}`];
    const before = answers[`consent${side}`] || findOwner(people, video)?.consent;
    return mapAnswer(await askConsent(place, getStem(video), before), (note) => ({ [`consent${side}`]: note }));
  };
}

async function askVideoA(place: WizardPlace): Promise<Answer<Partial<Asked>>> {
  const answer = await askVideo(place, t('A: the video in which a face is replaced'));
  return mapAnswer(answer, (videoA) => ({ videoA }));
}

/** Asks again where the video is that of A. */
async function askVideoB(place: WizardPlace, { videoA }: Asked): Promise<Answer<Partial<Asked>>> {
  const question = t('B: a video of the person whose face appears instead');
  let answer = await askVideo(place, question);
  while (answer === videoA) answer = await askVideo(place, `${t('That is the video of A.')} ${question}`);
  return mapAnswer(answer, (videoB) => ({ videoB }));
}

/** Returns the person of the project who has this video already. */
function findOwner(people: readonly PersonContent[], video: string): PersonContent | undefined {
  return people.find(({ sources }) => sources.some((source) => resolveRealPath(source) === resolveRealPath(video)));
}

function createBudgetStep(machine: Promise<TrainingMachine>): WizardStep<Asked> {
  return async (place, asked) => {
    const { name } = rankModels(await machine).recommended;
    const kind = asked.kind ?? { name, trainer: name };
    const pace = await findExpectedPace(kind.trainer, await machine);
    return mapAnswer(await askTrainingBudget(place, { iterations: 0, pace }), (budget) => ({ kind, budget }));
  };
}

/** Asks to begin; the entry says what will happen. Another model can be chosen before. */
function createStartStep(services: Services, machine: Promise<TrainingMachine>): WizardStep<Asked> {
  return async (place, answers) => {
    for (let kind = answers.kind!; ; ) {
      const [go, change] = createStartEntries(kind, answers);
      const picked = await askChoice(place, { items: [go, change], placeholder: t('Ready') });
      if (picked !== change) return mapAnswer(picked, () => ({ kind }));
      const folder = services.project.content?.folder;
      const presets = await loadPresets([
        ...(folder === undefined ? [] : [getPresetsFolder(folder)]),
        services.presets,
      ]);
      const chosen = await askTrainingKind(place, await machine, presets);
      if (chosen === undefined) return undefined;
      if (chosen !== back) kind = chosen;
    }
  };
}

function createStartEntries({ name }: TrainingKind, { videoA, videoB }: Asked) {
  const description = t('the face of {1} appears in {0}', basename(videoA), basename(videoB));
  const detail = t('Trains {0}, and shows a preview before anything is converted.', name);
  return [
    { label: t('Go'), iconPath: new vscode.ThemeIcon('play'), description, detail },
    { label: t('Change the model…'), description: '', detail: '' },
  ] as const;
}

/** Adds the people, their videos and the model to the project, and returns the swap at its first step. */
export async function addGuidedSwap(services: Services, answers: SwapAnswers): Promise<GuidedSwap> {
  const { folder, people, models } = requireProject(services);
  const { kind, budget } = answers;
  const a = await addSide(folder, people, answers.videoA, answers.consentA, []);
  const b = await addSide(folder, people, answers.videoB, answers.consentB, [a.name]);
  await services.project.refresh();
  const same = models.find((model) => model.a === a.name && model.b === b.name && model.trainer === kind.name);
  const model = same?.name ?? (await createModel(services, { a: a.name, b: b.name, kind }));
  return {
    folder,
    a: a.name,
    b: b.name,
    videoA: a.video,
    videoB: b.video,
    model,
    budget: { ...budget },
    step: firstStep,
  };
}

const firstStep = 'extractA';

/** Adds a person with a video, where the project does not have that video yet. */
async function addSide(
  folder: string,
  people: readonly PersonContent[],
  video: string,
  consent: string,
  alsoTaken: readonly string[],
): Promise<{ readonly name: string; readonly video: string }> {
  const owner = findOwner(people, video);
  if (owner) {
    if (consent !== (owner.consent ?? '')) await setConsent(folder, owner.name, consent);
    return {
      name: owner.name,
      video: owner.sources.find((source) => resolveRealPath(source) === resolveRealPath(video)) ?? video,
    };
  }
  const name = chooseFreeName(createFolderName(video), [...people.map((person) => person.name), ...alsoTaken]);
  await addPerson(folder, { name, ...(consent !== '' && { consent }) });
  return { name, video: await addSource(folder, name, video) };
}

/** Returns the name of a video in a form that any folder can have, with room for a number. */
function createFolderName(video: string): string {
  const name = getStem(video)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that file systems refuse
    .replace(/[<>:"/\\|?*\u0000-\u001f]/g, '-')
    .replace(/^[.\s-]+/, '')
    .slice(0, maxFolderNameLength - 4)
    .replace(/[.\s]+$/, '');
  return isFolderName(name) ? name : t('person');
}
