import type { MeasureName } from '../measures/measures';
import { type FaceSurvey, findQuantile, listValues } from './faceSurvey';

/** What two faces are compared in, and how far apart they may be to be counterparts. */
export interface Likeness {
  readonly name: 'pose' | 'expression' | 'light';
  /** Each measure with the distance that counts as 1; two faces within 1 are counterparts. */
  readonly measures: readonly {
    readonly measure: MeasureName;
    readonly distance: number;
    /** Whether it is counted from the middle of its set. */
    readonly isRelative?: true;
  }[];
}

export const likenesses: readonly Likeness[] = [
  {
    name: 'pose',
    measures: [
      { measure: 'yaw', distance: 10 },
      { measure: 'pitch', distance: 10 },
    ],
  },
  {
    name: 'expression',
    measures: [
      { measure: 'mouthOpening', distance: 4 },
      { measure: 'eyeOpening', distance: 0.6 },
    ],
  },
  {
    name: 'light',
    measures: [
      { measure: 'sideLight', distance: 0.5 },
      { measure: 'brightness', distance: 10, isRelative: true },
    ],
  },
];

type Faces = Pick<FaceSurvey, 'faces'>;

/**
 * Returns the faces of A that have no counterpart in B, and how many of A have the measures; undefined where no face of one
 * of the sets has them.
 */
export function findLonelyFaces(
  a: Faces,
  b: Faces,
  likeness: Likeness,
): { readonly faces: readonly number[]; readonly of: number } | undefined {
  const [placesA, placesB] = [placeFaces(a, likeness), placeFaces(b, likeness)];
  if (placesA.size === 0 || placesB.size === 0) return undefined;
  const cells = new Map<string, (readonly number[])[]>();
  for (const place of placesB.values()) {
    const cell = cells.get(formatCell(place)) ?? [];
    cell.push(place);
    cells.set(formatCell(place), cell);
  }
  const isLonely = (place: readonly number[]) =>
    !listAround(place).some((cell) => cells.get(cell)?.some((other) => measureDistance(place, other) <= 1));
  return { faces: [...placesA].filter(([, place]) => isLonely(place)).map(([face]) => face), of: placesA.size };
}

/** Returns the place of each face that has all measures, in distances that count as 1. */
function placeFaces(survey: Faces, { measures }: Likeness): Map<number, number[]> {
  const origins = measures.map(({ measure, isRelative }) =>
    isRelative ? (findQuantile(listValues(survey, measure), 0.5) ?? 0) : 0,
  );
  const places = new Map<number, number[]>();
  for (const [face, { values }] of survey.faces.entries()) {
    const place = measures.flatMap(({ measure, distance }, i) => {
      const value = values[measure];
      return value === undefined ? [] : [(value - origins[i]!) / distance];
    });
    if (place.length === measures.length) places.set(face, place);
  }
  return places;
}

const formatCell = (place: readonly number[]) => place.map(Math.floor).join(' ');

/** Returns the cells of the grid in which a counterpart can be. */
function listAround(place: readonly number[]): string[] {
  return place.reduce<string[]>(
    (cells, value, axis) =>
      (axis === 0 ? [''] : cells).flatMap((start) =>
        [-1, 0, 1].map((step) => `${start}${axis === 0 ? '' : ' '}${Math.floor(value) + step}`),
      ),
    [],
  );
}

function measureDistance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, axis) => value - b[axis]!));
}
