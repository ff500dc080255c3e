import type { LandmarkMask } from './mask';

/** The face from chin to brows, as faceswap draws it ("faceswap's format", masks). */
export const componentsMask = {
  name: 'components',
  help: 'The face, outlined by its landmarks.',
  source: 'landmarks',
  shape: {
    parts: [
      '0-8 17',
      '8-16 26',
      '17-19 8',
      '24-26 8',
      '19-24 8',
      '17-21 27 31-35 8',
      '22-26 27 31-35 8',
      '27-30 31-35',
    ],
  },
} as const satisfies LandmarkMask;
