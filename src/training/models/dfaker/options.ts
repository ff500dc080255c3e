import type { IniSection } from '../../../options/option';

/** Options of the model dfaker. */
export const dfakerOptions = {
  output_size: {
    type: 'int',
    default: 128,
    min: 128,
    max: 256,
    multipleOf: 128,
    fixed: true,
    group: 'size',
    help: 'Output size in pixels: 128 or 256. The input size is half of it.',
  },
} as const satisfies IniSection;
