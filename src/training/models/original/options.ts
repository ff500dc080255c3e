import type { IniSection } from '../../../options/option';

export const originalOptions = {
  lowmem: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'model',
    help: 'A smaller encoder: less memory, less detail.',
  },
} as const satisfies IniSection;
