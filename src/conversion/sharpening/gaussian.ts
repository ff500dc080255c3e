import type { Sharpener } from './sharpener';

/** Not available yet. */
export const gaussianSharpener = {
  name: 'gaussian',
  help: 'Subtracts a Gaussian blur.',
  uses: ['amount', 'radius'],
} as const satisfies Sharpener;
