import type { IniSection } from '../../../options/option';

/** Options of the model dlight. */
export const dlightOptions = {
  features: {
    type: 'choice',
    default: 'best',
    choices: ['lowmem', 'fair', 'best'],
    fixed: true,
    group: 'network',
    help: 'How much the encoder tells of a face. lowmem is for a GPU of little memory, best is for most faces.',
  },
  details: {
    type: 'choice',
    default: 'good',
    choices: ['fast', 'good'],
    fixed: true,
    group: 'network',
    help: 'How finely decoder B draws: fast learns sooner, good ends better.',
  },
  output_size: {
    type: 'int',
    default: 256,
    min: 128,
    max: 384,
    multipleOf: 128,
    fixed: true,
    group: 'size',
    help: 'Edge of the faces that come out, pixels.',
  },
} as const satisfies IniSection;
