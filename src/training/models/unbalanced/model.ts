import type { ModelDefinition } from '../model';
import { unbalancedOptions } from './options';

export const unbalanced = {
  name: 'unbalanced',
  summary: 'a decoder for each side to tune, 64 to 512 pixels; A to B alone, for a GPU of 10 GB or more',
  options: unbalancedOptions,
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition<typeof unbalancedOptions>;
