import type { Option } from '../option';

export const originalModelOptions = {
  lowmem: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'model',
    help: 'A smaller encoder: less memory, less detail.',
  },
} as const satisfies Record<string, Option>;
