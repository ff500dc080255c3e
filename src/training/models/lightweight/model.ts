import type { ModelDefinition } from '../model';
import { createNetwork } from './network';

export const lightweight = {
  name: 'lightweight',
  summary: 'the classic one with a leaner encoder, 64 pixels: less memory',
  createNetwork,
} as const satisfies ModelDefinition;
