import type { IniOption, IniSection, IniValues } from '../../options/option';
import { lossOptions } from '../losses/lossOptions';
import { optimizerOptions } from './optimizerOptions';

export const globalOptions = {
  centering: {
    type: 'choice',
    default: 'face',
    choices: ['face', 'head', 'legacy'],
    fixed: true,
    group: 'face',
    help: 'What the training crop is centered on: the face, the whole head, or the tight crop of older versions.',
  },
  coverage: {
    type: 'float',
    default: 100,
    min: 62.5,
    max: 100,
    fixed: true,
    group: 'face',
    help: 'Share of the centered crop that is used, in percent. A lower value shows the face larger.',
  },
  vertical_offset: {
    type: 'int',
    default: 0,
    min: -25,
    max: 25,
    fixed: true,
    group: 'face',
    help: 'Moves the crop up (positive) or down (negative), in percent of the size of the face.',
  },
  icnr_init: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'initializers',
    help: 'Initialize the convolutions before each upscaling so that they cause no checkerboard pattern (ICNR).',
  },
  conv_aware_init: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'initializers',
    help: 'Initialize convolutions with kernels that are orthogonal in the frequency domain (convolution-aware): often learns faster, and takes a little longer to start.',
  },
  reflect_padding: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'initializers',
    help: 'Pad images with their reflection instead of zeros before each convolution: fewer artifacts at the borders.',
  },
  lr_finder_iterations: {
    type: 'int',
    default: 1000,
    min: 100,
    max: 10_000,
    fixed: true,
    group: 'learning rate finder',
    help: 'Iterations of the test that finds a learning rate for a new model.',
  },
  lr_finder_mode: {
    type: 'choice',
    default: 'set',
    choices: ['set', 'graph_and_set', 'graph_and_exit'],
    fixed: true,
    group: 'learning rate finder',
    help: 'What to do with the learning rate that the test finds: use it (set), also plot the losses (graph_and_set), or only plot the losses and stop (graph_and_exit).',
  },
  lr_finder_strength: {
    type: 'choice',
    default: 'default',
    choices: ['default', 'aggressive', 'extreme'],
    fixed: true,
    group: 'learning rate finder',
    help: 'Learning rate to use, as a share of the rate with the lowest loss: a tenth, a fifth, or two fifths. A higher share learns faster and becomes unstable sooner.',
  },
  mixed_precision: {
    type: 'bool',
    default: false,
    fixed: false,
    group: 'training',
    help: 'Compute in fp16 and keep weights in fp32: faster on a GPU, with less memory. The CPU always uses fp32.',
  },
  nan_protection: {
    type: 'bool',
    default: true,
    fixed: false,
    group: 'training',
    help: 'When a loss becomes NaN: lower the learning rate, then return to the last save, and stop if neither helps.',
  },
  convert_batchsize: {
    type: 'int',
    default: 16,
    min: 1,
    max: 64,
    fixed: false,
    group: 'convert',
    help: 'Number of faces that the model processes together when a video is converted.',
  },
} as const satisfies IniSection;

export const loaderOptions = {
  num_processes: {
    type: 'int',
    default: 4,
    min: 0,
    max: 32,
    fixed: true,
    group: 'loader',
    help: 'Number of processes that load faces, at most one per core. 0: one for every four cores.',
  },
  pre_fetch: {
    type: 'int',
    default: 2,
    min: 1,
    max: 10,
    fixed: true,
    group: 'loader',
    help: 'Number of batches that each process prepares ahead.',
  },
} as const satisfies IniSection;

const amount = (value: number, min: number, max: number, help: string, group = 'augmentation') =>
  ({ type: 'int', default: value, min, max, fixed: true, group, help }) satisfies IniOption;

export const augmentationOptions = {
  preview_images: amount(14, 2, 16, 'Number of faces per side in the preview.', 'preview'),
  mask_opacity: amount(30, 0, 100, 'Opacity of the mask in the preview, in percent.', 'preview'),
  mask_color: {
    type: 'color',
    default: '#ff0000',
    fixed: true,
    group: 'preview',
    help: 'Color of the mask in the preview.',
  },
  zoom_amount: amount(5, 0, 25, 'Random zoom in and out, in percent.'),
  rotation_range: amount(10, 0, 25, 'Random rotation to either side, in degrees.'),
  shift_range: amount(5, 0, 25, 'Random shift in each direction, in percent of the size.'),
  flip_chance: amount(50, 0, 100, 'Chance that a face is mirrored, in percent.'),
  color_lightness: amount(30, 0, 75, 'Random change of the lightness, in percent.', 'color'),
  color_ab: amount(8, 0, 50, 'Random change of the hues (a and b of L*a*b*), in percent.', 'color'),
  color_clahe_chance: {
    type: 'int',
    default: 50,
    min: 0,
    max: 100,
    fixed: false,
    group: 'color',
    help: 'Chance that local contrast is equalized (CLAHE), in percent.',
  },
  color_clahe_max_size: amount(4, 1, 8, 'Largest cell size of the contrast equalization (CLAHE), in steps.', 'color'),
} as const satisfies IniSection;

/** The sections of train.ini that say how every model is trained. */
export const commonTrainTable = {
  global: globalOptions,
  'global.loss': lossOptions,
  'global.optimizer': optimizerOptions,
  'trainer.loader': loaderOptions,
  'trainer.augmentation': augmentationOptions,
} as const satisfies Readonly<Record<string, IniSection>>;

export type CommonTrainTable = typeof commonTrainTable;

export type CommonTrainOptions = IniValues<CommonTrainTable>;
