import type { ModelDefinition } from '../model';
import { createNetwork } from './network';
import { unbalancedOptions } from './options';

export const unbalanced = {
  name: 'unbalanced',
  summary: 'a decoder for each side to tune, 64 to 512 pixels; A to B alone, for a GPU of 10 GB or more',
  options: unbalancedOptions,
  createNetwork,
} as const satisfies ModelDefinition<typeof unbalancedOptions>;
