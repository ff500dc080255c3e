import type { Point } from './geometry';
import { type Landmarks, readLandmarks } from './landmarks';
import { type Matrix3, multiply, scaling, transformPoints, translation } from './matrix3';
import { meanFace, meanHead } from './meanFace';
import { computePose, estimateView, measureHeadUnit, type Pose, projectPoint } from './pose';
import { fitSimilarity } from './similarity';

/** The center of a crop: the mean face's box, the face, or the whole head. */
export type Centering = 'legacy' | 'face' | 'head';

/** The share of a crop, 0..1, around the core (the mean face's unit square) at full coverage. */
export const paddingRatio: Readonly<Record<Centering, number>> = { legacy: 0.375, face: 0.5, head: 0.625 };

/** The points in the space of the mean head that `face` and `head` crops are centered on. */
const centerPoint = { face: [0, -1.5, 4.2], head: [0, 0, -2.3] } as const;

/** The transformation that brings a face upright, and what follows from it. */
export interface AlignedFace {
  /** Frame pixels → the core's unit square. */
  readonly matrix: Matrix3;
  readonly pose: Pose;
  /** Edges of the core that a unit of the mean head's space takes where it is not foreshortened. */
  readonly headUnit: number;
  /** Distance of a crop's center from the core's center, in edges of the core. */
  readonly offset: Readonly<Record<Centering, Point>>;
}

export interface CropShape {
  /** Edge of the crop in pixels. */
  readonly size: number;
  readonly centering: Centering;
  /** The share of the full crop that is shown, 0..1; 1 when absent. */
  readonly coverage?: number;
  /** Moves the crop up by so many edges of the core; 0 when absent. */
  readonly verticalOffset?: number;
}

/**
 * Aligns a face by its 68 landmarks: fits a similarity of points 17..67 to the mean face, then estimates the pose.
 * @throws Error when all points are equal.
 */
export function alignFace(landmarks: Landmarks): AlignedFace {
  const matrix = fitSimilarity(landmarks.subarray(34), meanFace);
  const view = estimateView(transformPoints(matrix, landmarks));
  const computeOffset = (point: readonly [number, number, number]): Point => {
    const [x, y] = projectPoint(view, point);
    return [x - 0.5, y - 0.5];
  };
  return {
    matrix,
    pose: computePose(view),
    headUnit: measureHeadUnit(view),
    offset: { legacy: [0, 0], face: computeOffset(centerPoint.face), head: computeOffset(centerPoint.head) },
  };
}

/** Returns the 68 landmarks; undefined if there are not 68 points, if one is too far away, or if all are at the same place. */
export function findUsableLandmarks(pairs: readonly (readonly number[])[]): Landmarks | undefined {
  try {
    const points = readLandmarks(pairs);
    alignFace(points);
    return points;
  } catch {
    return undefined;
  }
}

/**
 * Returns the 68 landmarks of the mean face in the core's unit square. The mean face has no jaw, so that of the mean head
 * is projected by the view that fits the other points.
 */
export function computeMeanLandmarks(): Landmarks {
  const landmarks = Float32Array.from([...new Array<number>(34).fill(0.5), ...meanFace]);
  const jaw = meanHead.filter(([index]) => index < 17);
  for (let round = 0; round < jawIterations; round++) {
    const view = estimateView(landmarks);
    for (const [index, ...point] of jaw) landmarks.set(projectPoint(view, point), 2 * index);
  }
  return landmarks;
}

/** After so many iterations the jaw moves by less than a thousandth. */
const jawIterations = 50;

/** Returns the matrix from frame pixels to the pixels of a square crop. */
export function computeCropMatrix(
  face: AlignedFace,
  { size, centering, coverage = 1, verticalOffset = 0 }: CropShape,
): Matrix3 {
  const padding = computeCropPadding(size, centering, coverage);
  const [x, y] = face.offset[centering];
  return multiply(
    translation(padding, padding),
    scaling(size - 2 * padding),
    translation(-x, verticalOffset - y),
    face.matrix,
  );
}

/** Returns the pixels between the edge of a crop and its core, on each side. */
export function computeCropPadding(size: number, centering: Centering, coverage: number = 1): number {
  return roundHalfEven((size * (paddingRatio[centering] + coverage - 1)) / (2 * coverage));
}

/** Rounds like Python, as faceswap rounds the padding of its crops. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
