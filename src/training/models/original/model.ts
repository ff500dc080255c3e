import type { ModelDefinition } from '../model';
import { originalOptions } from './options';

export const original = {
  name: 'original',
  summary: 'the classic model, 64 pixels; needs a GPU or a lot of time',
  options: originalOptions,
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition<typeof originalOptions>;
