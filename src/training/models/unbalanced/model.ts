import type { ModelDefinition } from '../model';
import { unbalancedOptions } from './options';

export const unbalanced = {
  name: 'unbalanced',
  summary: 'an adjustable decoder for each side, 64 to 512 pixels; only for A to B, for a GPU with 10 GB or more',
  gpuMemoryGb: 10,
  facesPerSecond: 0.46,
  options: unbalancedOptions,
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition<typeof unbalancedOptions>;
