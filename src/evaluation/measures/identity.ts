import type { FacePair } from '../facePair';
import type { MeasureContext, SwapMeasure } from './measure';

/** Returns the cosine of two vectors of length 1. */
export function computeCosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function compareWith({ identity }: FacePair, { identities }: MeasureContext, side: 'a' | 'b'): number {
  return computeCosine(identity, identities[side]);
}

const origin = 'ArcFace (Deng et al. 2019) compares faces by the cosine of their vectors';

function createLikeness<const Person extends 'A' | 'B'>(
  person: Person,
  better: 'higher' | 'lower',
  sees: SwapMeasure['sees'],
) {
  const side = person === 'A' ? 'a' : 'b';
  return {
    name: `likenessTo${person}`,
    label: `likeness to ${person}`,
    unit: '',
    range: [-1, 1],
    better,
    formula: `Cosine of the identity vector of the swapped face and the mean of those of the faces of ${person}, mean over the frames.`,
    origin,
    sees,
    ignores: ['flicker'],
    measure: (face, context) => compareWith(face, context, side),
  } as const satisfies SwapMeasure;
}

export const likenessToB = createLikeness('B', 'higher', ['wrong-identity']);
export const likenessToA = createLikeness('A', 'lower', []);

export const margin = {
  name: 'margin',
  label: 'margin',
  unit: '',
  range: [-2, 2],
  better: 'higher',
  formula: 'Likeness to B less likeness to A, mean over the frames.',
  origin,
  sees: ['wrong-identity'],
  ignores: ['flicker'],
  measure: (face, context) => compareWith(face, context, 'b') - compareWith(face, context, 'a'),
} as const satisfies SwapMeasure;

export const nearerToB = {
  name: 'nearerToB',
  label: 'frames nearer to B',
  unit: '',
  range: [0, 1],
  better: 'higher',
  formula: 'Share of the frames whose margin is above zero.',
  origin: 'this project',
  sees: [],
  ignores: ['flicker'],
  measure: (face, context) => (compareWith(face, context, 'b') > compareWith(face, context, 'a') ? 1 : 0),
} as const satisfies SwapMeasure;
