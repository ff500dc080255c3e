import { basename } from 'node:path';
import * as vscode from 'vscode';
import { conversionMaskNames, findMask } from '../../faces/masks/masks';
import type { PersonContent } from '../../projects/content';
import { UserError } from '../../shared/errors';
import { localize, t } from '../../shared/l10n';
import type { Services } from '../services';
import type { MaskType } from '../settingDefaults';
import { getSetting } from '../settings';
import { countFaces, formatFaceCount } from '../tree/treeNode';
import { askConsent } from './consentPrompt';
import { listDirections, requireProject } from './projectPrompts';
import {
  type Answer,
  askChoice,
  askChoices,
  back,
  type ConditionalStep,
  mapAnswer,
  runWizard,
  type WizardPlace,
  type WizardStep,
} from './wizard';

/** What a conversion makes: by which stage, and whether as a folder of pictures. */
interface OutputKind extends vscode.QuickPickItem {
  readonly stage: 'convert' | 'preview';
  readonly asImages?: true;
}

/** A swap as the user wants it: by a model of the project, or by a .dfm file. */
export interface Conversion {
  /** The name of the model in the project. */
  readonly model?: string | undefined;
  /** The path of the .dfm file. */
  readonly dfm?: string | undefined;
  /** The name of the person whose face is replaced. */
  readonly person: string;
  /** Whether the model swaps from B to A. */
  readonly isReversed: boolean;
  /** On what basis the face in a .dfm file may be used; may be empty. */
  readonly consentB: string;
  readonly maskType: MaskType;
  readonly result: OutputKind;
  /** The paths of the videos. */
  readonly videos: readonly string[];
}

type Step = WizardStep<Conversion>;

/**
 * Asks how to convert, before anything is written; undefined when canceled.
 * @param known the model or the .dfm file, where the user has chosen it already
 */
export async function askConversion(
  services: Services,
  known: Pick<Conversion, 'model' | 'dfm'>,
): Promise<Conversion | undefined> {
  const { people } = requireProject(services);
  if (people.length === 0) throw new UserError(t('The project needs more people. Use "Add Person".'));
  const isModelKnown = known.model !== undefined || known.dfm !== undefined;
  const listVideos = (name: string) => people.find((person) => person.name === name)?.sources ?? [];
  const steps: readonly ConditionalStep<Conversion>[] = [
    { isAsked: () => !isModelKnown, ask: createModelStep(services) },
    { isAsked: ({ model }) => model !== undefined, ask: createDirectionStep(services) },
    { isAsked: ({ dfm }) => dfm !== undefined && people.length > 1, ask: createPersonStep(people) },
    { isAsked: ({ dfm }) => dfm !== undefined, ask: askConsentB },
    { isAsked: () => true, ask: askMaskType },
    { isAsked: () => true, ask: askOutputKind },
    { isAsked: ({ person }) => listVideos(person).length > 1, ask: createVideosStep(listVideos) },
  ];
  const begin: Conversion = {
    ...{
      person: people.length === 1 ? people[0]!.name : '',
      isReversed: false,
      consentB: '',
      maskType: 'auto',
      result: listOutputKinds()[0]!,
      videos: [],
    },
    ...known,
  };
  const asked = await runWizard(t('Convert with Options'), steps, begin);
  return asked && { ...asked, videos: asked.videos.length > 0 ? asked.videos : listVideos(asked.person) };
}

/** Asks for a model of the project or a .dfm file. */
function createModelStep(services: Services): Step {
  return async (place) => {
    const models = requireProject(services).models.map(({ name, trainer }) => ({ label: name, description: trainer }));
    const other = { label: t('A .dfm file…'), description: t('a DeepFaceLive or FaceFusion model') };
    for (;;) {
      const placeholder = t('Convert with which model?');
      const picked = await askChoice(place, { items: [...models, other], placeholder });
      if (picked === undefined || picked === back) return picked;
      if (picked !== other) return { model: picked.label, dfm: undefined };
      const [chosen] = (await vscode.window.showOpenDialog({ filters: { [t('Models')]: ['dfm'] } })) ?? [];
      if (chosen) return { model: undefined, dfm: chosen.fsPath };
    }
  };
}

function createDirectionStep(services: Services): Step {
  return async (place, { model: name }) => {
    const model = requireProject(services).models.find((other) => other.name === name);
    if (!model) throw new UserError(t('The project no longer has the model {0}.', name ?? ''));
    const items = listDirections(model);
    const picked = await askChoice(place, { items, placeholder: t('Which direction?') });
    return mapAnswer(picked, ({ swapModel: isReversed, replaced: person }) => ({ isReversed, person, videos: [] }));
  };
}

function createPersonStep(people: readonly PersonContent[]): Step {
  const items = people.map((person) => ({ label: person.name, description: formatFaceCount(countFaces(person)) }));
  return async (place) => {
    const picked = await askChoice(place, { items, placeholder: t('A: whose face is replaced?') });
    return mapAnswer(picked, ({ label: person }) => ({ person, videos: [] }));
  };
}

/** The person of a .dfm file is not in the project. */
async function askConsentB(place: WizardPlace, { dfm, consentB }: Conversion): Promise<Answer<Partial<Conversion>>> {
  const note = await askConsent(place, t('the person in {0}', basename(dfm!)), consentB);
  return mapAnswer(note, (text) => ({ consentB: text }));
}

/** Asks for a mask type; that of the settings comes first. */
async function askMaskType(place: WizardPlace): Promise<Answer<Partial<Conversion>>> {
  const usual = getSetting('convert.maskType');
  const automatic = t('the mask predicted by the model (learn_mask), else the mask it was trained with');
  const items: { label: MaskType; description: string }[] = [
    { label: 'auto', description: automatic },
    ...conversionMaskNames.map((name) => ({ label: name, description: localize(findMask(name).help) })),
  ];
  items.sort((a, b) => Number(b.label === usual) - Number(a.label === usual));
  const picked = await askChoice(place, { items, placeholder: t('Mask used for blending') });
  return mapAnswer(picked, ({ label: maskType }) => ({ maskType }));
}

function listOutputKinds(): readonly OutputKind[] {
  return [
    { label: t('A video'), stage: 'convert' },
    { label: t('PNG images, one per frame'), stage: 'convert', asImages: true },
    { label: t('A preview of a few frames'), stage: 'preview' },
  ];
}

async function askOutputKind(place: WizardPlace): Promise<Answer<Partial<Conversion>>> {
  const picked = await askChoice(place, {
    items: listOutputKinds(),
    placeholder: t('What do you want to create?'),
  });
  return mapAnswer(picked, (result) => ({ result }));
}

/** Asks which videos to convert, with all ticked at first. */
function createVideosStep(listVideos: (person: string) => readonly string[]): Step {
  return async (place, { person, videos }) => {
    const items = listVideos(person).map((path) => ({
      label: basename(path),
      picked: videos.length === 0 || videos.includes(path),
      path,
    }));
    const placeholder = t('Which videos of {0}?', person);
    const picked = await askChoices(place, { items, placeholder, isOptional: false });
    return mapAnswer(picked, (chosen) => ({ videos: chosen.map(({ path }) => path) }));
  };
}
