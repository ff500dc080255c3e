import type { IniSection } from '../../../options/option';
import { lowmem } from '../lowmem';

/** Options of the model dfl_h128. */
export const dflH128Options = {
  lowmem: {
    ...lowmem,
    help: 'Half as many filters after the encoder: less memory, less detail.',
  },
} as const satisfies IniSection;
