import type { IniSection } from '../../../options/option';

/** Options of the model dlight. */
export const dlightOptions = {
  features: {
    type: 'choice',
    default: 'best',
    choices: ['lowmem', 'fair', 'best'],
    fixed: true,
    group: 'network',
    help: 'Capacity of the encoder: lowmem for a GPU with little memory, best for most faces.',
  },
  details: {
    type: 'choice',
    default: 'good',
    choices: ['fast', 'good'],
    fixed: true,
    group: 'network',
    help: 'Detail of decoder B: fast learns sooner, good gives better results.',
  },
  output_size: {
    type: 'int',
    default: 256,
    min: 128,
    max: 384,
    multipleOf: 128,
    fixed: true,
    group: 'size',
    help: 'Output size in pixels.',
  },
} as const satisfies IniSection;
