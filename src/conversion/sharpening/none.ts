import type { Sharpener } from './sharpener';

export const noSharpener = {
  name: 'none',
  help: 'Does not sharpen.',
  uses: [],
  sharpen: (_builder, face) => face,
} as const satisfies Sharpener;
