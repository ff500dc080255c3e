import type { Sharpener } from './sharpener';

/** Not available yet. */
export const unsharpMask = {
  name: 'unsharp_mask',
  help: 'Sharpens where pixels differ.',
  uses: ['amount', 'radius', 'threshold'],
} as const satisfies Sharpener;
