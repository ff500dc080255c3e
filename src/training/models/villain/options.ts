import type { IniSection } from '../../../options/option';
import { lowmem } from '../lowmem';

/** Options of the model villain. */
export const villainOptions = {
  lowmem: {
    ...lowmem,
    help: 'Half of the residual blocks and a smaller encoder: less memory, less detail.',
  },
} as const satisfies IniSection;
