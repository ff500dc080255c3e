import type { MeasureName } from '../measures/measures';
import { type FaceSurvey, findQuantile, listExtremes, listValues, type SurveyedFace } from './faceSurvey';

/** A direction in which faces differ, such as turned to the left: how far a set should reach there, and A beyond B. */
export interface Reach {
  readonly name: string;
  /** The faces of this direction, in English, for the documentation. */
  readonly label: string;
  readonly measure: MeasureName;
  /** 1 where greater values are further in the direction, else -1. */
  readonly sign: 1 | -1;
  /** Whether values are counted from the middle of their set, because they differ from person to person. */
  readonly isRelative?: true;
  /** The value that a set for general use should reach; absent where it depends on the film. */
  readonly beyond?: number;
  /** How much further than B a face of A may be: what two measurements of equal faces differ by. */
  readonly tolerance: number;
  /** Why the value and the tolerance are these. */
  readonly reason: string;
  /** Returns what is stated of a set without such faces; `value` is what it should reach, without its sign. */
  lacking?(value: number): string;
  /** Returns what is stated of a set with few of them. */
  scarce?(count: number, total: number, value: number): string;
  /** Returns what is stated of A and B: the share of A, how far A reaches, and how far B does. */
  missing(share: string, reachA: string, reachB: string): string;
}

/** Share of the faces of a set that counts as none in a film: a few frames of a blink or a wrong detection. */
export const scarceShare = 0.01;
/** The share of the faces that is left out at the end of a set, so that one wrong detection is not its reach. */
const outlierShare = 0.01;

type Faces = Pick<FaceSurvey, 'faces'>;

/** Returns the faces of a set that reach beyond a value, the furthest first. */
export function listBeyond(survey: Faces, { measure, sign }: Reach, limit: number): number[] {
  return listExtremes(survey, measure, sign === 1 ? -1 : 1, (value) => sign * value > sign * limit);
}

/** Returns how far a set reaches, without its outliers; undefined where none of its faces has the measure. */
export function findReach(survey: Faces, reach: Reach): number | undefined {
  const values = listValues(survey, reach.measure).map((value) => reach.sign * value);
  const furthest = findQuantile(values, 1 - outlierShare);
  return furthest === undefined ? undefined : reach.sign * furthest;
}

/** Returns what a relative measure is counted from: the middle value of the set, else 0. */
function findOrigin(survey: Faces, { measure, isRelative }: Reach): number {
  return isRelative ? (findQuantile(listValues(survey, measure), 0.5) ?? 0) : 0;
}

/** Faces of A that are further in a direction than those of B, and how far both reach. */
export interface Excess {
  readonly faces: readonly number[];
  readonly reachA: number;
  readonly reachB: number;
}

/** Returns undefined where one of the sets does not have the measure. */
export function findExcess(a: Faces, b: Faces, reach: Reach): Excess | undefined {
  const [originA, originB] = [findOrigin(a, reach), findOrigin(b, reach)];
  const [reachA, reachB] = [findReach(a, reach), findReach(b, reach)];
  if (reachA === undefined || reachB === undefined) return undefined;
  const limit = reachB - originB + originA + reach.sign * reach.tolerance;
  return { faces: listBeyond(a, reach, limit), reachA: reachA - originA, reachB: reachB - originB };
}

/** Creates faces of a survey from values alone, for measures of headers. */
export function listFaces(values: readonly SurveyedFace['values'][]): Faces {
  return { faces: values.map((one) => ({ path: '', values: one })) };
}
