import type { ModelDefinition } from '../model';
import { createNetwork } from './network';

export const iae = {
  name: 'iae',
  summary: 'one decoder for both people and layers of each before it, 64 pixels: takes over light and expression well',
  createNetwork,
} as const satisfies ModelDefinition;
