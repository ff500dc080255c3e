import type { IniSection } from '../../../options/option';

/** Options of the model dfl_sae. */
export const dflSaeOptions = {
  input_size: {
    type: 'int',
    default: 128,
    min: 64,
    max: 256,
    multipleOf: 16,
    fixed: true,
    group: 'size',
    help: 'Input and output size in pixels. Memory and time grow with its square.',
  },
  architecture: {
    type: 'choice',
    default: 'df',
    choices: ['df', 'liae'],
    fixed: true,
    group: 'network',
    help: 'df preserves the identity of the face better; liae handles different lighting and face shapes better.',
  },
  autoencoder_dims: {
    type: 'int',
    default: 0,
    min: 0,
    max: 1024,
    multipleOf: 32,
    fixed: true,
    group: 'network',
    help: 'Width of the bottleneck. 0: 512 for df, 256 for liae.',
  },
  encoder_dims: {
    type: 'int',
    default: 42,
    min: 21,
    max: 85,
    fixed: true,
    group: 'network',
    help: 'A third of the filters of the first convolution. More filters see finer features, and take more memory.',
  },
  decoder_dims: {
    type: 'int',
    default: 21,
    min: 10,
    max: 85,
    fixed: true,
    group: 'network',
    help: "A sixth of the filters of the decoder's last upscaling. More filters draw finer detail, and take more memory.",
  },
  multiscale_decoder: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'network',
    help: 'Also train outputs of a quarter and of half of the size: more stable at the start.',
  },
} as const satisfies IniSection;
