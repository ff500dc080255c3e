import type { ModelDefinition } from '../model';

export const iae = {
  name: 'iae',
  summary: 'one decoder for both people and layers of each before it, 64 pixels: takes over light and expression well',
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition;
