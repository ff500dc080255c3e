import type { ModelDefinition } from '../model';
import { originalOptions } from './options';

export const original = {
  name: 'original',
  summary: 'the classic one, 64 pixels; wants a GPU or patience',
  options: originalOptions,
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition<typeof originalOptions>;
