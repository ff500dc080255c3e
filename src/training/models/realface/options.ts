import type { IniSection } from '../../../options/option';

/** Options of the model realface. */
export const realfaceOptions = {
  input_size: {
    type: 'int',
    default: 64,
    min: 64,
    max: 128,
    fixed: true,
    group: 'size',
    help: 'Input size in pixels.',
  },
  output_size: {
    type: 'int',
    default: 128,
    min: 64,
    max: 256,
    multipleOf: 32,
    fixed: true,
    group: 'size',
    help: 'Output size in pixels.',
  },
  dense_nodes: {
    type: 'int',
    default: 1536,
    min: 768,
    max: 2048,
    fixed: true,
    group: 'network',
    help: 'Width of the bottleneck of decoder B; that of A is two thirds of it. A wider one keeps more detail and needs more memory.',
  },
  complexity_encoder: {
    type: 'int',
    default: 128,
    min: 96,
    max: 160,
    fixed: true,
    group: 'network',
    help: "Filters of the encoder's first convolution; each later one has twice as many.",
  },
  complexity_decoder: {
    type: 'int',
    default: 512,
    min: 512,
    max: 544,
    fixed: true,
    group: 'network',
    help: 'Filters of the first upscaling in decoder B; each later one has half as many.',
  },
} as const satisfies IniSection;
