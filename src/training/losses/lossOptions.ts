import { findMask, trainingMaskNames } from '../../faces/masks/masks';
import type { IniOption, IniSection, SectionValues } from '../../options/option';
import type { Loss } from './loss';
import { findLoss, type LossName, losses, type MainLossName, type MaskLossName } from './losses';

const all: readonly Loss[] = losses;

function listNames<Name extends LossName>(isChoice: (loss: Loss) => boolean): readonly Name[] {
  return all.filter(isChoice).map(({ name }) => name as Name);
}

const mainNames = listNames<MainLossName>(({ isExtra }) => !isExtra);
const maskNames = listNames<MaskLossName>(({ isForMasks }) => isForMasks === true);
/** Extra losses come first: they are what `loss_function` itself does not have. */
const furtherNames: readonly (LossName | 'none')[] = [
  'none',
  ...listNames(({ isExtra }) => isExtra === true),
  ...mainNames,
];

function describeChoices(names: readonly (LossName | 'none')[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, name === 'none' ? 'No additional loss.' : findLoss(name).help]));
}

const extraLoss = <const Name extends LossName | 'none'>(name: Name, help: string) =>
  ({
    type: 'choice',
    default: name,
    choices: furtherNames,
    choiceHelp: describeChoices(furtherNames),
    group: 'loss',
    help,
  }) satisfies IniOption;

const extraWeight = (weight: number, help: string) =>
  ({ type: 'int', default: weight, min: 0, max: 1000, group: 'loss', help }) satisfies IniOption;

export const lossOptions = {
  loss_function: {
    type: 'choice',
    default: 'ssim',
    choices: mainNames,
    choiceHelp: describeChoices(mainNames),
    group: 'loss',
    help: 'The loss that training minimizes: how a face is compared with its reconstruction.',
  },
  loss_function_2: extraLoss('mse', 'A second loss, added to the first.'),
  loss_weight_2: extraWeight(100, 'Weight of the second loss, in percent of the first.'),
  loss_function_3: extraLoss('none', 'A third loss, added to the first.'),
  loss_weight_3: extraWeight(0, 'Weight of the third loss, in percent of the first.'),
  loss_function_4: extraLoss('none', 'A fourth loss, added to the first.'),
  loss_weight_4: extraWeight(0, 'Weight of the fourth loss, in percent of the first.'),
  lpips_trunk: {
    type: 'path',
    default: '',
    group: 'loss',
    help: 'For lpips_*: the network as an ONNX file, or a folder with lpips_alex.onnx, lpips_squeeze.onnx, lpips_vgg16.onnx. Relative paths start at the folder of this file. Nothing is downloaded.',
  },
  eye_multiplier: {
    type: 'int',
    default: 3,
    min: 1,
    max: 40,
    group: 'weighting',
    help: 'Extra weight of the eyes; 1 for none. Needs penalized_mask_loss.',
  },
  mouth_multiplier: {
    type: 'int',
    default: 2,
    min: 1,
    max: 40,
    group: 'weighting',
    help: 'Extra weight of the mouth; 1 for none. Needs penalized_mask_loss.',
  },
  penalized_mask_loss: {
    type: 'bool',
    default: true,
    fixed: true,
    group: 'mask',
    help: 'Only pixels inside the face mask count.',
  },
  learn_mask: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'mask',
    help: 'The model also learns to predict the face mask, with a second decoder for each side.',
  },
  mask_loss_function: {
    type: 'choice',
    default: 'mse',
    choices: maskNames,
    choiceHelp: describeChoices(maskNames),
    group: 'mask',
    help: 'How the learned mask is compared with the face mask. Needs learn_mask.',
  },
  mask_dilation: {
    type: 'float',
    default: 0,
    min: -5,
    max: 5,
    group: 'mask',
    help: 'Grows the mask by this percentage of its edge length; negative values shrink it.',
  },
  mask_blur_kernel: {
    type: 'int',
    default: 3,
    min: 0,
    max: 9,
    group: 'mask',
    help: 'Blurs the edge of a stored mask: size of the Gaussian kernel for a mask of 128 pixels; 0 for no blur.',
  },
  mask_threshold: {
    type: 'int',
    default: 4,
    min: 0,
    max: 50,
    group: 'mask',
    help: 'Mask values within this many percent of 0 or 100 snap to it. For stored masks.',
  },
  mask_type: {
    type: 'choice',
    default: 'extended',
    choices: trainingMaskNames,
    choiceHelp: Object.fromEntries(trainingMaskNames.map((name) => [name, findMask(name).help])),
    fixed: true,
    group: 'mask',
    help: 'The face mask: drawn from the landmarks, or stored in the face images.',
  },
} as const satisfies IniSection;

export type LossOptions = SectionValues<typeof lossOptions>;
