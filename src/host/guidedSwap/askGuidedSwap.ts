import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import type { PersonContent, ProjectContent } from '../../projects/content';
import { addModel } from '../../projects/models';
import { addPerson, addSource, setConsent } from '../../projects/people';
import { getStem } from '../../projects/projectPaths';
import { isFolderName, maxFolderNameLength } from '../../shared/folderName';
import { t } from '../../shared/l10n';
import { askConsent } from '../commands/people';
import { askVideo } from '../prompts/videoPrompts';
import { type Answer, askChoice, mapAnswer, runWizard, type WizardPlace, type WizardStep } from '../prompts/wizard';
import type { GuidedSwap } from './guidedSwap';

/** What the user answers before anything is written. */
interface SwapAnswers {
  readonly videoA: string;
  readonly videoB: string;
  readonly consentA: string;
  readonly consentB: string;
  readonly trainer: string;
  readonly budget: GuidedSwap['budget'];
}

/** Asks which two videos to swap, on what basis, and for how long to train; undefined when canceled. */
export async function askGuidedSwap(people: readonly PersonContent[]): Promise<SwapAnswers | undefined> {
  const noAnswers = { videoA: '', videoB: '', consentA: '', consentB: '', trainer: '', budget: {} };
  const askConsentA: WizardStep<SwapAnswers> = async (place, { videoA, consentA }) =>
    mapAnswer(await askConsent(place, getStem(videoA), consentA || findConsent(people, videoA)), (note) => ({
      consentA: note,
    }));
  const askConsentB: WizardStep<SwapAnswers> = async (place, { videoB, consentB }) =>
    mapAnswer(await askConsent(place, getStem(videoB), consentB || findConsent(people, videoB)), (note) => ({
      consentB: note,
    }));
  const steps = [askVideoA, askVideoB, askConsentA, askConsentB, askBudget, askToStart];
  return await runWizard<SwapAnswers>(t('Swap Two Videos'), steps, noAnswers);
}

async function askVideoA(place: WizardPlace): Promise<Answer<Partial<SwapAnswers>>> {
  const answer = await askVideo(place, t('A: the video in which a face is replaced'));
  return mapAnswer(answer, (videoA) => ({ videoA }));
}

/** Asks again where the video is that of A. */
async function askVideoB(place: WizardPlace, { videoA }: SwapAnswers): Promise<Answer<Partial<SwapAnswers>>> {
  const question = t('B: a video of the person whose face appears instead');
  let answer = await askVideo(place, question);
  while (answer === videoA) answer = await askVideo(place, `${t('That is the video of A.')} ${question}`);
  return mapAnswer(answer, (videoB) => ({ videoB }));
}

function findConsent(people: readonly PersonContent[], video: string): string | undefined {
  return findOwner(people, video)?.consent;
}

/** Returns the person of the project who has this video already. */
function findOwner(people: readonly PersonContent[], video: string): PersonContent | undefined {
  return people.find(({ sources }) => sources.some((source) => isSameFile(source, video)));
}

function isSameFile(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false; // one of them is gone
  }
}

async function askBudget(place: WizardPlace): Promise<Answer<Partial<SwapAnswers>>> {
  return mapAnswer(await askTrainingBudget(place), (budget) => ({ trainer: 'nimble', budget }));
}

/** Asks to begin; the entry says what will happen. */
async function askToStart(place: WizardPlace, answers: SwapAnswers): Promise<Answer<Partial<SwapAnswers>>> {
  const begin = {
    label: `$(play) ${t('Go')}`,
    detail: t(
      'Finds and groups the faces of both videos, trains {0}, and shows a preview before {1} is converted.',
      answers.trainer,
      basename(answers.videoA),
    ),
  };
  return mapAnswer(await askChoice(place, { items: [begin], placeholder: t('Ready') }), () => ({}));
}

/** Adds the people, their videos and the model to the project, and returns the swap at its first step. */
export async function addGuidedSwap(
  { folder, people, models }: ProjectContent,
  answers: SwapAnswers,
): Promise<GuidedSwap> {
  const a = await addSide(folder, people, answers.videoA, answers.consentA, []);
  const b = await addSide(folder, people, answers.videoB, answers.consentB, [a.name]);
  const { trainer, budget } = answers;
  const same = models.find((model) => model.a === a.name && model.b === b.name && model.trainer === trainer);
  const name = same?.name ?? chooseName(`${a.name}-${b.name}-${trainer}`, models);
  await addModel(folder, { name, a: a.name, b: b.name, trainer });
  return { folder, a: a.name, b: b.name, videoA: a.video, videoB: b.video, model: name, budget, step: firstStep };
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
    return { name: owner.name, video: owner.sources.find((source) => isSameFile(source, video)) ?? video };
  }
  const name = chooseName(getStem(video), [...people, ...alsoTaken.map((taken) => ({ name: taken }))]);
  await addPerson(folder, { name, ...(consent !== '' && { consent }) });
  return { name, video: await addSource(folder, name, video) };
}

/** Returns `wanted` in a form that any folder can have, with a number where the name is in use. */
function chooseName(wanted: string, entries: readonly { readonly name: string }[]): string {
  const cleaned = wanted
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that file systems refuse
    .replace(/[<>:"/\\|?*\u0000-\u001f]/g, '-')
    .replace(/^[.\s-]+/, '')
    .slice(0, maxFolderNameLength - 4)
    .replace(/[.\s]+$/, '');
  const base = isFolderName(cleaned) ? cleaned : t('person');
  const taken = new Set(entries.map(({ name }) => name.normalize('NFC').toLowerCase()));
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(name.normalize('NFC').toLowerCase())) return name;
  }
}

/** Asks for how long to train. */
export async function askTrainingBudget(place: WizardPlace): Promise<Answer<GuidedSwap['budget']>> {
  const items: { label: string; budget: GuidedSwap['budget'] }[] = [
    { label: t('First look (about 5 min)'), budget: { for: '5m' } },
    { label: t('Until I stop'), budget: {} },
  ];
  const answer = await askChoice(place, { items, placeholder: t('How long to train?') });
  return mapAnswer(answer, ({ budget }) => budget);
}
