import type { ModelDefinition } from '../model';
import { realfaceOptions } from './options';

export const realface = {
  name: 'realface',
  summary: 'residual blocks throughout, 64 to 256 pixels; only for A to B, for a GPU with 10 GB or more',
  gpuMemoryGb: 10,
  facesPerSecond: 1.6,
  options: realfaceOptions,
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition<typeof realfaceOptions>;
