import type { Landmarks } from '../../faces/landmarks';
import type { SwapMeasure } from './measure';

/** Returns the distance of two of the 68 points. */
function measureDistance(points: Landmarks, from: number, to: number): number {
  return Math.hypot(points[2 * from]! - points[2 * to]!, points[2 * from + 1]! - points[2 * to + 1]!);
}

/** Returns how far the inner lips are apart, in widths of the mouth. */
export function measureMouthOpening(points: Landmarks): number {
  const heights = [61, 62, 63].map((upper, i) => measureDistance(points, upper, 67 - i));
  return heights.reduce((sum, height) => sum + height, 0) / heights.length / measureDistance(points, 48, 54);
}

/** Returns how far the lids are apart, in widths of the eye, mean of both eyes. */
export function measureEyeOpening(points: Landmarks): number {
  const openings = [36, 42].map((first) => {
    const heights = [measureDistance(points, first + 1, first + 5), measureDistance(points, first + 2, first + 4)];
    return (heights[0]! + heights[1]!) / 2 / measureDistance(points, first, first + 3);
  });
  return (openings[0]! + openings[1]!) / 2;
}

const movesWithA =
  'concordance with that of the source over the frames: 2 covariances by the sum of both variances, 1 where it moves alike and as far.';

interface Movement {
  readonly what: string;
  readonly origin: string;
  readonly measureOpening: (points: Landmarks) => number;
}

/** Creates the measure of how well a part of the face moves with that of A. */
function createMovement<const Part extends 'mouth' | 'eyes'>(part: Part, { what, origin, measureOpening }: Movement) {
  return {
    name: part,
    label: `${part} ${part === 'mouth' ? 'follows' : 'follow'} A`,
    unit: '',
    range: [-1, 1],
    better: 'higher',
    formula: `${what}, ${movesWithA}`,
    origin: `${origin}; concordance (Lin 1989) without the difference of the means`,
    sees: ['frozen-expression'],
    ignores: ['color-cast', 'flicker'],
    measure: ({ source, result }) => ({
      source: measureOpening(source.landmarks),
      result: measureOpening(result.landmarks),
    }),
  } as const satisfies SwapMeasure;
}

export const mouth = createMovement('mouth', {
  what: 'Opening of the inner lips in widths of the mouth',
  origin: 'mouth aspect ratio',
  measureOpening: measureMouthOpening,
});

export const eyes = createMovement('eyes', {
  what: 'Opening of the lids in widths of the eye, mean of both eyes',
  origin: 'eye aspect ratio (Soukupová and Čech 2016)',
  measureOpening: measureEyeOpening,
});

/** Landmarks without the jaw, which belongs to the film. */
const firstInner = 17;

export const landmarks = {
  name: 'landmarks',
  label: 'landmarks apart',
  unit: '% of the face',
  range: [0, 100],
  better: 'lower',
  formula:
    'Mean distance of the 51 inner landmarks from those of the source, both brought upright, in percent of the edge of the face, mean over the frames.',
  origin: 'normalized mean error of face alignment (iBUG 300-W)',
  sees: ['frozen-expression'],
  ignores: ['color-cast', 'flicker'],
  measure: ({ source, result }) => {
    const { length } = source.shape;
    let sum = 0;
    for (let i = 2 * firstInner; i < length; i += 2)
      sum += Math.hypot(source.shape[i]! - result.shape[i]!, source.shape[i + 1]! - result.shape[i + 1]!);
    return (100 * sum) / (length / 2 - firstInner);
  },
} as const satisfies SwapMeasure;
