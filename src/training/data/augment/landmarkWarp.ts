import { findConvexHull, isInsideConvex, type Point } from '../../../faces/geometry';
import { landmarkParts, listLandmarkPairs } from '../../../faces/landmarks';
import { type Matrix3, multiply, rotation, scaling, transformPoints, translation } from '../../../faces/matrix3';
import type { OnnxBuilder, OnnxValue } from '../../../tensor/onnx/builder';
import type { FaceAugmentation } from './augmentation';
import { computeAffineMap, fillTriangle, triangulate } from './triangles';

/** The shape of a face and the shape that it is warped to: 68 points each, in pixels of the sample. */
export interface ShapeChange {
  readonly from: Float32Array;
  readonly to: Float32Array;
}

/** Warps the faces of a batch piece by piece: affine maps, and for each pixel the index of its map. */
export class PiecewiseWarp {
  /** Six numbers for each map, [ax, ay, bx, by, cx, cy]: the source of pixel (x, y) is a·x + b·y + c. The first map is the identity. */
  readonly maps: number[] = [1, 0, 0, 1, 0, 0];
  /** Index of the map of each pixel: [N, size²]. */
  readonly mapIndexes: Int32Array;

  constructor(
    count: number,
    private readonly size: number,
  ) {
    this.mapIndexes = new Int32Array(count * size * size);
  }

  /**
   * Warps an image so that its face takes on another shape (faceswap.md §5.2, after dfaker). The warp is linear within
   * each triangle of the Delaunay triangulation of the target landmarks and eight fixed points on the border. Points of
   * the jaw that lie inside the other features of either face are left out, because they would fold the image.
   * (faceswap also counts point 17 to the jaw, which belongs to a brow.)
   */
  addFace(index: number, { from, to }: ShapeChange): void {
    const [source, target] = [listLandmarkPairs(from), listLandmarkPairs(to)];
    const kept = listUnfoldedLandmarks(source, target);
    const anchors = listBorderAnchors(this.size);
    const sources = [...kept.map((i) => source[i]!), ...anchors];
    const targets = [...kept.map((i) => target[i]!), ...anchors];
    const plane = this.mapIndexes.subarray(index * this.size ** 2, (index + 1) * this.size ** 2);
    for (const [a, b, c] of triangulate(targets)) {
      const corners = [targets[a]!, targets[b]!, targets[c]!] as const;
      const map = computeAffineMap(corners, [sources[a]!, sources[b]!, sources[c]!]);
      if (map && fillTriangle(plane, this.size, corners, this.maps.length / 6)) this.maps.push(...map);
    }
  }
}

function listUnfoldedLandmarks(source: readonly Point[], target: readonly Point[]): number[] {
  const jawEnd = landmarkParts.jaw[1];
  const hull = findConvexHull([...source.slice(jawEnd), ...target.slice(jawEnd)]);
  const isFolded = (i: number) => i < jawEnd && [source[i]!, target[i]!].some((point) => isInsideConvex(hull, point));
  return source.map((_, i) => i).filter((i) => !isFolded(i));
}

/** Applies to points the transform that {@link FaceAugmentation} applies to the image before its warp. */
export function transformLandmarks(points: Float32Array, size: number, face: FaceAugmentation): Float32Array {
  return transformPoints(computeImageTransform(size, face), points);
}

function computeImageTransform(size: number, { rotationDegrees, scale, shift, flip }: FaceAugmentation): Matrix3 {
  const middle = (size - 1) / 2;
  return multiply(
    translation(middle, middle),
    scaling(flip ? -1 : 1, 1),
    translation(...shift),
    rotation((-rotationDegrees * Math.PI) / 180), // counterclockwise on screen
    scaling(scale),
    translation(-middle, -middle),
  );
}

/** Builds the positions [N, size, size, 2] for GridSample from `maps` [K, 3, 2] and the map index of each pixel, int32 [N, size²]. */
export function buildShapePositions(b: OnnxBuilder, maps: OnnxValue, mapIndexes: OnnxValue, size: number): OnnxValue {
  const column = (value: (i: number) => number) =>
    b.constant(
      Float32Array.from({ length: size * size }, (_, i) => value(i)),
      [size * size, 1],
    );
  const rows = [0, 1, 2].map((row) =>
    b.node('Gather', [
      b.node('Gather', [maps, b.constant(BigInt64Array.of(BigInt(row)), [])], { axis: 1 }),
      mapIndexes,
    ]),
  ) as [OnnxValue, OnnxValue, OnnxValue];
  const x = b.node('Mul', [rows[0], column((i) => i % size)]);
  const y = b.node('Mul', [rows[1], column((i) => Math.floor(i / size))]);
  const pixels = b.node('Add', [b.node('Add', [x, y]), rows[2]]);
  const normalized = b.node('Sub', [b.node('Mul', [pixels, b.scalar(2 / (size - 1))]), b.scalar(1)]);
  return b.node('Reshape', [normalized, b.ints([0, size, size, 2])]);
}

/** Lists the corners of the image and the middles of its edges. */
function listBorderAnchors(size: number): Point[] {
  const [start, middle, end] = [0, (size - 1) / 2, size - 1];
  return [
    [start, start],
    [middle, start],
    [end, start],
    [start, middle],
    [end, middle],
    [start, end],
    [middle, end],
    [end, end],
  ];
}
