import type { ColorMethod } from './colorMethod';

export const noColorMethod = {
  name: 'none',
  help: 'Leaves the colors of the swapped face as they are.',
  adjust: (_builder, { face }) => face,
} as const satisfies ColorMethod;
