import type { Option } from '../option';

export const loaderOptions = {
  num_processes: {
    type: 'int',
    default: 4,
    min: 0,
    max: 32,
    fixed: true,
    group: 'loader',
    help: 'Workers that prepare faces, but no more than the machine has cores. 0 takes one for four cores.',
  },
  pre_fetch: {
    type: 'int',
    default: 2,
    min: 1,
    max: 10,
    fixed: true,
    group: 'loader',
    help: 'Batches a worker prepares ahead.',
  },
} as const satisfies Record<string, Option>;
