import type { ModelDefinition } from '../model';

export const lightweight = {
  name: 'lightweight',
  summary: 'the classic model with a smaller encoder, 64 pixels: less memory',
  gpuMemoryGb: 3,
  facesPerSecond: 8.6,
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition;
