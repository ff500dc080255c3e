import type { ModelDefinition } from '../model';
import { villainOptions } from './options';

export const villain = {
  name: 'villain',
  summary: 'a deep encoder that sees fine detail, 128 pixels; for a GPU with 8 GB or more',
  gpuMemoryGb: 8,
  facesPerSecond: 0.52,
  options: villainOptions,
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition<typeof villainOptions>;
