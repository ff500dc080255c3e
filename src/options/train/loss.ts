import type { ChoiceOption, NumberOption, Option } from '../option';

const lossNames = [
  'ffl',
  'gmsd',
  'l_inf_norm',
  'laploss',
  'logcosh',
  'mae',
  'mse',
  'ms_ssim',
  'pixel_gradient_diff',
  'smooth_loss',
  'ssim',
] as const;
/** Those that only help a first one. */
const extraLossNames = ['none', 'flip', 'lpips_alex', 'lpips_squeeze', 'lpips_vgg16', ...lossNames] as const;

const extraLoss = <const Name extends (typeof extraLossNames)[number]>(name: Name, help: string) =>
  ({
    type: 'choice',
    default: name,
    choices: extraLossNames,
    fixed: false,
    group: 'loss',
    help,
  }) satisfies ChoiceOption;

const extraWeight = (weight: number, help: string) =>
  ({
    type: 'int',
    default: weight,
    min: 0,
    max: 1000,
    fixed: false,
    group: 'loss',
    help,
  }) satisfies NumberOption;

export const lossOptions = {
  loss_function: {
    type: 'choice',
    default: 'ssim',
    choices: lossNames,
    fixed: false,
    group: 'loss',
    help: 'What is minimised between a face and its reconstruction. Of pixels: mae, mse, logcosh, smooth_loss, l_inf_norm (the largest error). Of structure: ssim, ms_ssim (at several sizes), gmsd and pixel_gradient_diff (edges), laploss (details of several sizes), ffl (frequencies).',
  },
  loss_function_2: extraLoss(
    'mse',
    "A second loss, added to the first. Beside the first's: flip, what a viewer sees who flips between both pictures, and lpips_*, what a trained network sees (needs lpips_trunk).",
  ),
  loss_weight_2: extraWeight(100, 'Weight of the second loss, in percent of the first.'),
  loss_function_3: extraLoss(
    'none',
    "A third loss, added to the first. Beside the first's: flip, what a viewer sees who flips between both pictures, and lpips_*, what a trained network sees (needs lpips_trunk).",
  ),
  loss_weight_3: extraWeight(0, 'Weight of the third loss, in percent of the first.'),
  loss_function_4: extraLoss(
    'none',
    "A fourth loss, added to the first. Beside the first's: flip, what a viewer sees who flips between both pictures, and lpips_*, what a trained network sees (needs lpips_trunk).",
  ),
  loss_weight_4: extraWeight(0, 'Weight of the fourth loss, in percent of the first.'),
  lpips_trunk: {
    type: 'path',
    default: '',
    fixed: false,
    group: 'loss',
    help: 'For lpips_*: the network as an ONNX file, or a folder with lpips_alex.onnx, lpips_squeeze.onnx, lpips_vgg16.onnx; a relative path begins at the folder of this file. Nothing is downloaded.',
  },
  eye_multiplier: {
    type: 'int',
    default: 3,
    min: 1,
    max: 40,
    fixed: false,
    group: 'weighting',
    help: 'Extra weight of the eyes; 1 is none. Needs penalized_mask_loss.',
  },
  mouth_multiplier: {
    type: 'int',
    default: 2,
    min: 1,
    max: 40,
    fixed: false,
    group: 'weighting',
    help: 'Extra weight of the mouth; 1 is none. Needs penalized_mask_loss.',
  },
  penalized_mask_loss: {
    type: 'bool',
    default: true,
    fixed: true,
    group: 'mask',
    help: 'Only what lies inside the face mask counts.',
  },
  learn_mask: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'mask',
    help: 'The model also learns to draw the face mask: a second decoder for each side.',
  },
  mask_loss_function: {
    type: 'choice',
    default: 'mse',
    choices: ['mae', 'mse'],
    fixed: false,
    group: 'mask',
    help: 'What is minimised between the learned mask and the face mask: mean absolute or mean squared error. Needs learn_mask.',
  },
  mask_dilation: {
    type: 'float',
    default: 0,
    min: -5,
    max: 5,
    fixed: false,
    group: 'mask',
    help: 'Widens the mask by so many percent of its edge; negative values narrow it.',
  },
  mask_blur_kernel: {
    type: 'int',
    default: 3,
    min: 0,
    max: 9,
    fixed: false,
    group: 'mask',
    help: 'Softens the edge of a stored mask: pixels of a Gaussian over a mask of 128 pixels; 0 leaves it hard.',
  },
  mask_threshold: {
    type: 'int',
    default: 4,
    min: 0,
    max: 50,
    fixed: false,
    group: 'mask',
    help: 'Values of a stored mask so near to nothing or to full, in percent, are taken as that.',
  },
  mask_type: {
    type: 'choice',
    default: 'extended',
    choices: [
      'none',
      'bisenet-fp_face',
      'bisenet-fp_head',
      'components',
      'custom_face',
      'custom_head',
      'extended',
      'unet-dfl',
      'vgg-clear',
      'vgg-obstructed',
    ],
    fixed: true,
    group: 'mask',
    help: 'Which face mask: drawn from the landmarks (components), the same with the forehead (extended), one that is stored in the faces, or none.',
  },
} as const satisfies Record<string, Option>;
