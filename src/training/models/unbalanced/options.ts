import type { IniSection } from '../../../options/option';
import { lowmem } from '../lowmem';

/** Options of the model unbalanced. */
export const unbalancedOptions = {
  input_size: {
    type: 'int',
    default: 128,
    min: 64,
    max: 512,
    multipleOf: 16,
    fixed: true,
    group: 'size',
    help: 'Input and output size in pixels.',
  },
  lowmem: {
    ...lowmem,
    help: 'Fewer filters, and no residual blocks in decoder B: less memory, less detail.',
  },
  nodes: {
    type: 'int',
    default: 1024,
    min: 512,
    max: 4096,
    fixed: true,
    group: 'network',
    help: 'Width of the bottleneck.',
  },
  complexity_encoder: {
    type: 'int',
    default: 128,
    min: 64,
    max: 1024,
    fixed: true,
    group: 'network',
    help: "Filters of the encoder's first convolution.",
  },
  complexity_decoder_a: {
    type: 'int',
    default: 384,
    min: 64,
    max: 1024,
    fixed: true,
    group: 'network',
    help: 'Filters of the first upscalings of decoder A.',
  },
  complexity_decoder_b: {
    type: 'int',
    default: 512,
    min: 64,
    max: 1024,
    fixed: true,
    group: 'network',
    help: 'Filters of the first upscalings of decoder B. More filters draw finer detail.',
  },
} as const satisfies IniSection;
