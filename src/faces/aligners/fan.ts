import { heatMapOptions } from '../unusedSettings';
import type { Aligner } from './aligner';

/** Not available yet. */
export const fan = {
  name: 'fan',
  help: 'FAN: a network of heat maps.',
  section: 'fan',
  options: heatMapOptions,
} as const satisfies Aligner;
