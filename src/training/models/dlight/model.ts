import type { ModelDefinition } from '../model';
import { dlightOptions } from './options';

export const dlight = {
  name: 'dlight',
  summary: 'detailed faces of B at low cost, 128 to 384 pixels; only for A to B, for a GPU with 10 GB or more',
  gpuMemoryGb: 10,
  facesPerSecond: 1.1,
  options: dlightOptions,
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition<typeof dlightOptions>;
