import type { ModelDefinition } from '../model';
import { dlightOptions } from './options';

export const dlight = {
  name: 'dlight',
  summary: 'fine pictures of B for their cost, 128 to 384 pixels; A to B alone, for a GPU of 10 GB or more',
  options: dlightOptions,
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition<typeof dlightOptions>;
