import type { ModelDefinition } from '../model';
import { originalOptions } from './options';

export const original = {
  name: 'original',
  summary: 'the classic model, 64 pixels; needs a GPU or a lot of time',
  gpuMemoryGb: 3,
  isRecommended: true,
  facesPerSecond: 8.2,
  options: originalOptions,
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition<typeof originalOptions>;
