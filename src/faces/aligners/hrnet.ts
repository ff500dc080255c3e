import { heatMapOptions } from '../unusedSettings';
import type { Aligner } from './aligner';

/** Not available yet. */
export const hrnet = {
  name: 'hrnet',
  help: 'HRNet: heat maps at several sizes.',
  section: 'hrnet',
  options: heatMapOptions,
} as const satisfies Aligner;
