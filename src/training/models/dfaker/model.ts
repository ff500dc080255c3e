import type { ModelDefinition } from '../model';
import { dfakerOptions } from './options';

export const dfaker = {
  name: 'dfaker',
  summary: 'the classic encoder with residual decoders, 128 or 256 pixels; for a GPU with 6 GB or more',
  gpuMemoryGb: 6,
  isRecommended: true,
  facesPerSecond: 2.3,
  options: dfakerOptions,
  loadNetwork: () => import('./network'),
} as const satisfies ModelDefinition<typeof dfakerOptions>;
