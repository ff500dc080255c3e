import type { ModelDefinition } from '../model';

export const lightweight = {
  name: 'lightweight',
  summary: 'the classic model with a smaller encoder, 64 pixels: less memory',
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition;
