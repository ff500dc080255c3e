/** 68 face points in dlib's (iBUG's) order, flat [x0, y0, x1, y1, …]: 136 numbers, frame pixels unless said otherwise. */
export type Landmarks = Float32Array;

export const landmarkCount = 68;

/** The range of each part in the 68 points: [first, one past the last]. Left and right are the person's own. */
export const landmarkParts = {
  jaw: [0, 17],
  rightBrow: [17, 22],
  leftBrow: [22, 27],
  nose: [27, 36],
  rightEye: [36, 42],
  leftEye: [42, 48],
  mouthOutline: [48, 60],
  mouthInside: [60, 68],
} as const;

/** The indices of the 68 points among the 98 of WFLW (Wu et al. 2018): every other jaw point, the upper brows, no pupils. */
const wflwIndices = [
  ...Array.from({ length: 17 }, (_, i) => 2 * i),
  ...[33, 34, 35, 36, 37, 42, 43, 44, 45, 46],
  ...Array.from({ length: 9 }, (_, i) => 51 + i),
  ...[60, 61, 63, 64, 65, 67, 68, 69, 71, 72, 73, 75],
  ...Array.from({ length: 20 }, (_, i) => 76 + i),
];
const wflwCount = 98;

/**
 * Reads points as files store them, [[x, y], …]; selects 68 of 98 points (faceswap.md §6.3).
 * @throws Error when these are not 68 or 98 pairs of finite numbers.
 */
export function readLandmarks(pairs: readonly (readonly number[])[]): Landmarks {
  const chosen = pairs.length === wflwCount ? wflwIndices.map((place) => pairs[place]!) : pairs;
  const points = Float32Array.from(chosen.flatMap(([x, y]) => [x ?? Number.NaN, y ?? Number.NaN]));
  if (points.length !== landmarkCount * 2 || !points.every(Number.isFinite))
    throw new Error('A face needs 68 or 98 landmarks of two finite numbers each');
  return points;
}

/** Returns the points as files store them: [[x, y], …]. */
export function listLandmarkPairs(points: ArrayLike<number>): [number, number][] {
  return Array.from({ length: points.length / 2 }, (_, i) => [points[2 * i]!, points[2 * i + 1]!]);
}
