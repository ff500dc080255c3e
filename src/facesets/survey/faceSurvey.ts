import type { MeasureName, MeasureValues } from '../measures/measures';

/** A face of a set that was surveyed. */
export interface SurveyedFace {
  readonly path: string;
  readonly values: MeasureValues;
}

/** What was measured of the faces in a folder. */
export interface FaceSurvey {
  readonly folder: string;
  /** The faces that can be used, by name. */
  readonly faces: readonly SurveyedFace[];
  /** For each face an earlier one that it nearly repeats, or itself. */
  readonly originals: Int32Array;
  /** For each face the number of its person, 0 for the person with most faces; empty where no identities are stored. */
  readonly people: Int32Array;
  /** The mean identity of the faces of the first person and the network that made it; absent where none are stored. */
  readonly identity?: { readonly network: string; readonly mean: Float32Array };
  /** Sentences on what in the folder is left out. */
  readonly warnings: readonly string[];
}

/** Values of one measure, in the order of the faces, without the faces that do not have it. */
export function listValues({ faces }: Pick<FaceSurvey, 'faces'>, measure: MeasureName): number[] {
  return faces.flatMap(({ values }) => values[measure] ?? []);
}

/** Returns the faces that have a measure, those with its smallest values first; none where `limit` does not hold. */
export function listExtremes(
  { faces }: Pick<FaceSurvey, 'faces'>,
  measure: MeasureName,
  sign: 1 | -1,
  limit: (value: number) => boolean = () => true,
): number[] {
  return [...faces.keys()]
    .filter((face) => faces[face]!.values[measure] !== undefined && limit(faces[face]!.values[measure]!))
    .sort((a, b) => sign * (faces[a]!.values[measure]! - faces[b]!.values[measure]!));
}

/** Returns the value below which the given share (0..1) of the values are; undefined of no values. */
export function findQuantile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
