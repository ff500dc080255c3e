import type { ModelDefinition } from '../model';
import { createNetwork } from './network';
import { originalOptions } from './options';

export const original = {
  name: 'original',
  summary: 'the classic one, 64 pixels; wants a GPU or patience',
  options: originalOptions,
  createNetwork,
} as const satisfies ModelDefinition<typeof originalOptions>;
