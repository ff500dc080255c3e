import type { Point } from './geometry';
import type { Landmarks } from './landmarks';
import { type Matrix3, multiply, scaling, transformPoints, translation } from './matrix3';
import { meanFace, meanHead } from './meanFace';
import { computePose, estimateView, type Pose, projectPoint } from './pose';
import { fitSimilarity } from './similarity';

/** What a crop is centred on: the mean face's box, the face, or the whole head. */
export type Centering = 'legacy' | 'face' | 'head';

/** The part of a crop, 0..1, that surrounds the core (the mean face's unit square) at full coverage. */
export const paddingRatio: Readonly<Record<Centering, number>> = { legacy: 0.375, face: 0.5, head: 0.625 };

/** The points of the mean head's space that `face` and `head` crops centre on. */
const centerPoint = { face: [0, -1.5, 4.2], head: [0, 0, -2.3] } as const;

/** A face brought upright. */
export interface AlignedFace {
  /** Frame pixels → the core's unit square. */
  readonly matrix: Matrix3;
  readonly pose: Pose;
  /** How far a crop's centre lies from the core's, in cores. */
  readonly offset: Readonly<Record<Centering, Point>>;
}

export interface CropShape {
  /** Edge of the crop in pixels. */
  readonly size: number;
  readonly centering: Centering;
  /** The part of the full crop that is shown, 0..1; 1 when absent. */
  readonly coverage?: number;
  /** Moves the crop up by so many cores; 0 when absent. */
  readonly verticalOffset?: number;
}

/**
 * Aligns a face by its 68 landmarks: similarity fit of points 17..67 to the mean face, then the pose ("faceswap's format").
 * @throws Error when the points fall on one spot.
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
    offset: { legacy: [0, 0], face: computeOffset(centerPoint.face), head: computeOffset(centerPoint.head) },
  };
}

/**
 * The 68 landmarks of the mean face itself, in the core's unit square. The jaw, which it lacks, is that of the mean head
 * in the view that fits the rest.
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

/** Then the jaw no longer moves by a thousandth. */
const jawIterations = 50;

/** Frame pixels → pixels of a square crop. */
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

/** Pixels between the edge of a crop and its core, on each side. */
export function computeCropPadding(size: number, centering: Centering, coverage: number = 1): number {
  return roundHalfEven((size * (paddingRatio[centering] + coverage - 1)) / (2 * coverage));
}

/** Python's rounding, which decides the padding of crops that faceswap wrote. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
