import { type MeasureName, measures } from '../measures/measures';
import { listDuplicates } from './checks';
import { type FaceSurvey, findQuantile, listValues } from './faceSurvey';

/** What the values of one measure in a set are: the least, the greatest, and those that 5, 50 and 95 % are below. */
export interface MeasureFigures {
  readonly measure: MeasureName;
  /** Faces that have it. */
  readonly faces: number;
  readonly least: number;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  readonly greatest: number;
}

/** Returns the figures of each measure that a face of the set has. */
export function computeFigures(survey: FaceSurvey): MeasureFigures[] {
  return measures.flatMap(({ name }) => {
    const values = listValues(survey, name);
    if (values.length === 0) return [];
    const at = (share: number) => findQuantile(values, share)!;
    return [
      {
        measure: name,
        faces: values.length,
        least: at(0),
        low: at(0.05),
        middle: at(0.5),
        high: at(0.95),
        greatest: at(1),
      },
    ];
  });
}

/** How many faces of a set look where: the edges of the cells in degrees, and the faces in them. */
export interface PoseGrid {
  /** Yaw, from left to right. */
  readonly columns: readonly number[];
  /** Pitch, from up to down. */
  readonly rows: readonly number[];
  /** Row by row. */
  readonly counts: readonly (readonly number[])[];
}

const cellDegrees = 10;
const smallest = { yaw: 50, pitch: 30 } as const;
const largest = { yaw: 90, pitch: 60 } as const;

/** Counts the faces of sets in one grid of yaw and pitch, which spans all of them; further ones are in its last cells. */
export function countPoses(surveys: readonly FaceSurvey[]): PoseGrid[] {
  const reach = (measure: 'yaw' | 'pitch') => {
    const furthest = surveys.reduce(
      (most, survey) => listValues(survey, measure).reduce((one, value) => Math.max(one, Math.abs(value)), most),
      smallest[measure] as number,
    );
    return Math.min(largest[measure], Math.ceil(furthest / cellDegrees) * cellDegrees);
  };
  const [yaw, pitch] = [reach('yaw'), reach('pitch')];
  const columns = listEdges(yaw);
  const rows = listEdges(pitch).reverse();
  return surveys.map(({ faces }) => {
    const counts = Array.from({ length: rows.length - 1 }, () => new Array<number>(columns.length - 1).fill(0));
    for (const { values } of faces) counts[findCell(-(values.pitch ?? 0), pitch)]![findCell(values.yaw ?? 0, yaw)]!++;
    return { columns, rows, counts };
  });
}

function listEdges(reach: number): number[] {
  return Array.from({ length: (2 * reach) / cellDegrees + 1 }, (_, i) => i * cellDegrees - reach);
}

function findCell(value: number, reach: number): number {
  return Math.min((2 * reach) / cellDegrees - 1, Math.max(0, Math.floor((value + reach) / cellDegrees)));
}

/** Returns the number of faces of a set that nearly repeat another one. */
export function countDuplicates(survey: FaceSurvey): number {
  return listDuplicates(survey).length;
}
