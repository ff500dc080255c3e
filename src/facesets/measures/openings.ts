import type { LandmarkInput } from './measure';

/** Edge of the mean face in the space of the mean head: both have the same distance of the outer corners of the eyes. */
const faceEdge = 14.4;
/** A head that looks further up or down hides its lips and lids. */
const leastCosine = 0.5;

/**
 * Returns the mean distance of pairs of landmarks, one above the other, in percent of the edge of the face: as it is seen
 * from the front, whichever way the head is turned.
 */
export function measureOpening({ shape, face }: LandmarkInput, pairs: readonly (readonly [number, number])[]): number {
  const sum = pairs.reduce(
    (total, [a, b]) => total + Math.hypot(shape[2 * a]! - shape[2 * b]!, shape[2 * a + 1]! - shape[2 * b + 1]!),
    0,
  );
  const foreshortening = Math.max(leastCosine, Math.cos((face.pose.pitch * Math.PI) / 180));
  return (100 * sum) / pairs.length / foreshortening / (face.headUnit * faceEdge);
}
