import type { ModelDefinition } from '../model';
import { createNetwork } from './network';
import { dfakerOptions } from './options';

export const dfaker = {
  name: 'dfaker',
  summary: 'the classic encoder with residual decoders, 128 or 256 pixels; for a GPU of 6 GB or more',
  options: dfakerOptions,
  createNetwork,
} as const satisfies ModelDefinition<typeof dfakerOptions>;
