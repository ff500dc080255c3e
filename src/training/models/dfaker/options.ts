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
    help: 'Edge of the faces that come out, pixels: 128 or 256. Those that go in have half of it.',
  },
} as const satisfies IniSection;
