import type { ModelDefinition } from '../model';

export const iae = {
  name: 'iae',
  summary: 'one decoder for both people, after layers of each, 64 pixels: transfers lighting and expression well',
  gpuMemoryGb: 3,
  facesPerSecond: 5,
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition;
