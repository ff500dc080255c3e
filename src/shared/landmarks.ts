/** 68 face points in dlib's (iBUG's) order, flat [x0, y0, x1, y1, …]: 136 numbers, frame pixels unless said otherwise. */
export type Landmarks = Float32Array;

export const landmarkCount = 68;

/** Where each part stands in the 68 points: [first, one past the last]. Left and right are the person's own. */
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

/**
 * Takes points as files hold them, [[x, y], …].
 * @throws Error when these are not 68 pairs of finite numbers.
 */
export function landmarksFromPairs(pairs: readonly (readonly number[])[]): Landmarks {
  const points = Float32Array.from(pairs.flatMap(([x, y]) => [x ?? Number.NaN, y ?? Number.NaN]));
  if (points.length !== landmarkCount * 2 || !points.every(Number.isFinite))
    throw new Error('A face needs 68 landmarks of two finite numbers each');
  return points;
}

/** The points as files hold them: [[x, y], …]. */
export function landmarksToPairs(points: ArrayLike<number>): [number, number][] {
  return Array.from({ length: points.length / 2 }, (_, i) => [points[2 * i]!, points[2 * i + 1]!]);
}
