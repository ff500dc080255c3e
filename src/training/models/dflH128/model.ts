import type { ModelDefinition } from '../model';
import { dflH128Options } from './options';

export const dflH128 = {
  name: 'dfl_h128',
  summary: 'the classic model at 128 pixels; for a GPU with 4 GB or more',
  gpuMemoryGb: 4,
  facesPerSecond: 1.8,
  options: dflH128Options,
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition<typeof dflH128Options>;
