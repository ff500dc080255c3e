import type { ModelDefinition } from '../model';
import { realfaceOptions } from './options';

export const realface = {
  name: 'realface',
  summary: 'residual blocks all the way, 64 to 256 pixels; A to B alone, for a GPU of 10 GB or more',
  options: realfaceOptions,
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition<typeof realfaceOptions>;
