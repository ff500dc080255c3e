import type { Sharpener } from './sharpener';

/** Not available yet. */
export const boxSharpener = {
  name: 'box',
  help: 'Subtracts a box blur.',
  uses: ['amount', 'radius'],
} as const satisfies Sharpener;
