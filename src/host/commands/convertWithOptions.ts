import { basename, extname, sep } from 'node:path';
import * as vscode from 'vscode';
import { conversionMaskNames, findMask } from '../../faces/masks/masks';
import { isVideoName } from '../../media/videoFormat';
import type { OptionValue } from '../../options/option';
import { chooseFreeResult } from '../../projects/freeResult';
import { buildDfmJobs, buildProjectJobs } from '../../projects/requests';
import { localize, t } from '../../shared/l10n';
import { escapeIcons } from '../../shared/plainText';
import { pickDirection, pickOne, pickPerson, requireProject } from '../prompts/projectPrompts';
import { dropBack, onlyQuestion } from '../prompts/wizard';
import type { CommandHandler, Services } from '../services';
import type { MaskType } from '../settingDefaults';
import { getSetting } from '../settings';
import type { TreeNode } from '../tree/treeNode';
import { pickVideosToSwap, runSwap, type SwapStage } from './convert';
import { askConsent } from './people';

/** A swap by a model of the project, in one of its directions, or by a .dfm file. */
interface Swap {
  readonly model: string;
  /** The name of the person whose videos are swapped. */
  readonly person: string;
  requests(stage: SwapStage, given: GivenOptions): ReturnType<typeof buildProjectJobs>;
}

type GivenOptions = Readonly<Record<string, OptionValue>>;

const getTitle = () => t('Convert with Options');

/** Asks for the model, the direction, the mask type and the kind of output, and starts the jobs. */
export const convertWithOptions: CommandHandler = async (services, node, [file] = []) => {
  const path = file !== undefined && node === undefined ? file : await pickModel(services, node);
  if (path === undefined) return;
  const swap =
    extname(path).toLowerCase() === '.dfm'
      ? await describeDfmSwap(services, path)
      : await describeModelSwap(services, path);
  const mask = swap && (await pickMaskType());
  const result = mask && (await pickOutputKind());
  if (!result) return;
  const jobs = await pickVideosToSwap(await swap.requests(result.stage, { maskType: mask.label }), swap.person);
  if (!jobs) return;
  const outputs = result.asImages
    ? jobs.map((job) => ({ ...job, output: chooseFreeResult(removeVideoExtension(String(job.output)) + sep) }))
    : jobs;
  await runSwap(services, result.stage, swap.model, outputs);
};

/** Asks for a model; returns its name in the project, or the path of a .dfm file. */
async function pickModel(services: Services, node: TreeNode | undefined): Promise<string | undefined> {
  if (node?.kind === 'model') return node.owner;
  const models = requireProject(services).models.map(({ name, trainer }) => ({
    label: escapeIcons(name),
    name,
    description: trainer,
  }));
  const dfm = { label: t('A .dfm file…'), name: undefined, description: t('a DeepFaceLive or FaceFusion model') };
  const picked = await vscode.window.showQuickPick([...models, dfm], {
    title: getTitle(),
    placeHolder: t('Convert with which model?'),
    ignoreFocusOut: true,
  });
  if (picked !== dfm) return picked?.name;
  const [chosen] = (await vscode.window.showOpenDialog({ filters: { [t('Models')]: ['dfm'] } })) ?? [];
  return chosen?.fsPath;
}

async function describeModelSwap(services: Services, name: string): Promise<Swap | undefined> {
  const { folder, models } = requireProject(services);
  const model = models.find((other) => other.name === name);
  const way = model && (await pickDirection(model, getTitle()));
  if (!way) return undefined;
  return {
    model: name,
    person: way.replaced,
    requests: (stage, given) =>
      buildProjectJobs(folder, stage, name, way.swapModel ? { ...given, swapModel: true } : given),
  };
}

/** Describes a swap by a .dfm file. Its person is not in the project, so the consent note is asked for. */
async function describeDfmSwap(services: Services, path: string): Promise<Swap | undefined> {
  const { folder } = requireProject(services);
  const person = await pickPerson(services, t('A: whose face is replaced?'));
  if (person === undefined) return undefined;
  const place = onlyQuestion(t('Consent Note'));
  const consentB = dropBack(await askConsent(place, t('the person in {0}', basename(path))));
  if (consentB === undefined) return undefined;
  return {
    model: basename(path, extname(path)),
    person,
    requests: (stage, given) =>
      buildDfmJobs(folder, stage, path, person, consentB === '' ? given : { ...given, consentB }),
  };
}

/** Asks for a mask type; that of the settings comes first. */
async function pickMaskType() {
  const usual = getSetting('convert.maskType');
  const automatic = t('the mask predicted by the model (learn_mask), else the mask it was trained with');
  const items: { label: MaskType; description: string }[] = [
    { label: 'auto', description: automatic },
    ...conversionMaskNames.map((name) => ({ label: name, description: localize(findMask(name).help) })),
  ];
  items.sort((a, b) => Number(b.label === usual) - Number(a.label === usual));
  return await pickOne(items, t('Mask used for blending'), getTitle());
}

async function pickOutputKind() {
  const results: readonly (vscode.QuickPickItem & { stage: SwapStage; asImages?: true })[] = [
    { label: t('A video'), stage: 'convert' },
    { label: t('PNG images, one per frame'), stage: 'convert', asImages: true },
    { label: t('A preview of a few frames'), stage: 'preview' },
  ];
  return await pickOne(results, t('What do you want to create?'), getTitle());
}

function removeVideoExtension(output: string): string {
  return isVideoName(output) ? output.slice(0, -extname(output).length) : output;
}
