import type { ModelDefinition } from '../model';
import { createNetwork } from './network';
import { realfaceOptions } from './options';

export const realface = {
  name: 'realface',
  summary: 'residual blocks all the way, 64 to 256 pixels; A to B alone, for a GPU of 10 GB or more',
  options: realfaceOptions,
  createNetwork,
} as const satisfies ModelDefinition<typeof realfaceOptions>;
