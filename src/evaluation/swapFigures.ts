import type { FacePair } from './facePair';
import type { FrameValue, MeasureContext, SwapMeasure } from './measures/measure';
import { type SwapMeasureName, swapMeasures } from './measures/swapMeasures';

/** The values of one face, by the name of the measure; those that it does not have are absent. */
export type FaceValues = { readonly [Name in SwapMeasureName]?: FrameValue };

/** The overall value of each measure; absent where no frame had it. */
export type SwapFigures = { readonly [Name in SwapMeasureName]?: number };

const all: readonly SwapMeasure[] = swapMeasures;

export function measureFacePair(face: FacePair, context: MeasureContext): FaceValues {
  const values = all.map((one) => [one.name, one.measure(face, context)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined && isFiniteValue(value)));
}

function isFiniteValue(value: FrameValue): boolean {
  return typeof value === 'number'
    ? Number.isFinite(value)
    : Number.isFinite(value.source) && Number.isFinite(value.result);
}

/** Returns the overall values: means over the frames, or how well source and result move together. */
export function summarizeValues(faces: readonly FaceValues[]): SwapFigures {
  const figures = all.map(({ name }) => {
    const values = faces.flatMap((face) => face[name as SwapMeasureName] ?? []);
    return [name, summarize(values)] as const;
  });
  return Object.fromEntries(figures.filter(([, value]) => value !== undefined));
}

function summarize(values: readonly FrameValue[]): number | undefined {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length > 0) return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const pairs = values.filter((value) => typeof value !== 'number');
  return computeConcordance(
    pairs.map(({ source }) => source),
    pairs.map(({ result }) => result),
  );
}

/** Fewer frames say nothing about movement. */
const leastPairs = 8;

/**
 * Returns how well two courses move together, -1..1: 1 where they rise and fall alike and as far, whatever their means; 0 where
 * `b` does not move. Undefined for too few values, and where `a` does not move.
 */
export function computeConcordance(a: readonly number[], b: readonly number[]): number | undefined {
  if (a.length < leastPairs) return undefined;
  const computeMean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [computeMean(a), computeMean(b)];
  let [common, ofA, ofB] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    const [x, y] = [value - meanA, b[i]! - meanB];
    common += x * y;
    ofA += x * x;
    ofB += y * y;
  }
  return ofA > 0 ? (2 * common) / (ofA + ofB) : undefined;
}
