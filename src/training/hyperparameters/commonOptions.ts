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
    help: 'What the training crop is centred on: the face, the whole head, or the tight crop of older versions.',
  },
  coverage: {
    type: 'float',
    default: 100,
    min: 62.5,
    max: 100,
    fixed: true,
    group: 'face',
    help: 'How much of the centred crop is used, in percent. Less brings the face nearer.',
  },
  vertical_offset: {
    type: 'int',
    default: 0,
    min: -25,
    max: 25,
    fixed: true,
    group: 'face',
    help: 'Moves the crop up (positive) or down, in percent of the size of the face.',
  },
  icnr_init: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'initializers',
    help: 'Begin the convolutions before each doubling of the size so that no checkerboard shows (ICNR).',
  },
  conv_aware_init: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'initializers',
    help: 'Begin convolutions with kernels that are orthogonal in their frequencies (convolution-aware): often faster to learn, and takes a little longer to start.',
  },
  reflect_padding: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'initializers',
    help: 'Surround images with their mirror image instead of black before each convolution: fewer artefacts at the borders.',
  },
  lr_finder_iterations: {
    type: 'int',
    default: 1000,
    min: 100,
    max: 10_000,
    fixed: true,
    group: 'learning rate finder',
    help: 'Iterations of the test that finds a learning rate for a new model, when it is asked for.',
  },
  lr_finder_mode: {
    type: 'choice',
    default: 'set',
    choices: ['set', 'graph_and_set', 'graph_and_exit'],
    fixed: true,
    group: 'learning rate finder',
    help: 'Use the learning rate that is found, draw the curve as well, or draw it and stop.',
  },
  lr_finder_strength: {
    type: 'choice',
    default: 'default',
    choices: ['default', 'aggressive', 'extreme'],
    fixed: true,
    group: 'learning rate finder',
    help: 'How near to the rate of the lowest loss: a tenth, a fifth, or two fifths of it. Nearer learns faster and breaks down sooner.',
  },
  mixed_precision: {
    type: 'bool',
    default: false,
    fixed: false,
    group: 'training',
    help: 'Multiply in fp16, keep weights in fp32: faster and smaller on a GPU. The processor goes on in fp32.',
  },
  nan_protection: {
    type: 'bool',
    default: true,
    fixed: false,
    group: 'training',
    help: 'Lower the learning rate when a loss is no longer a number, then go back to the last save, and stop where nothing helps.',
  },
  convert_batchsize: {
    type: 'int',
    default: 16,
    min: 1,
    max: 64,
    fixed: false,
    group: 'convert',
    help: 'Faces that go through the model together when a video is converted.',
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
    help: 'Workers that prepare faces, but no more than the machine has cores. 0 takes one for four cores.',
  },
  pre_fetch: {
    type: 'int',
    default: 2,
    min: 1,
    max: 10,
    fixed: true,
    group: 'loader',
    help: 'Batches a worker prepares ahead.',
  },
} as const satisfies IniSection;

const amount = (value: number, min: number, max: number, help: string, group = 'augmentation') =>
  ({ type: 'int', default: value, min, max, fixed: true, group, help }) satisfies IniOption;

export const augmentationOptions = {
  preview_images: amount(14, 2, 16, 'Faces a side in the preview picture.', 'preview'),
  mask_opacity: amount(30, 0, 100, 'Opacity of the mask in the preview, in percent.', 'preview'),
  mask_color: {
    type: 'color',
    default: '#ff0000',
    fixed: true,
    group: 'preview',
    help: 'Colour of the mask in the preview.',
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
    help: 'Chance that local contrast is equalised (CLAHE), in percent.',
  },
  color_clahe_max_size: amount(4, 1, 8, 'Largest cell of the contrast equalisation, in steps.', 'color'),
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
