import { alignFace, computeCropMatrix, computeMeanLandmarks } from '../../faces/alignment';
import { invert, multiply } from '../../faces/matrix3';
import { computeWholeFaceMatrix } from '../../faces/wholeFace';
import type { Matrix } from '../../tensor/ops';
import type { CropGeometry } from '../data/cropGeometry';

/** Rows and columns of a linear map of pictures, see `separable`. */
export interface ImageMap {
  readonly down: Matrix;
  readonly along: Matrix;
}

/** How a model's own crop lies in the "whole face" that .dfm models are given, for a face that looks ahead. */
export interface WholeFaceFraming {
  /** Edge of the whole face, pixels: such that the model's pictures keep their resolution, a multiple of 16. */
  readonly size: number;
  /** Whole face to what the model reads. */
  readonly toInput: ImageMap;
  /** What the model makes to the whole face; nothing where its crop does not reach. */
  readonly fromOutput: ImageMap;
  /** Whether the crop shows something that the whole face does not, as those centred on heads do. */
  readonly reachesBeyond: boolean;
}

/** Where pixel i of one picture lies on another along one axis: at `scale · i + start`. */
interface Axis {
  readonly scale: number;
  readonly start: number;
}

type Crop = Pick<CropGeometry, 'inputSize' | 'outputSize' | 'centering' | 'coverage' | 'verticalOffset'>;

export function computeWholeFaceFraming(crop: Crop): WholeFaceFraming {
  const fine = locateCrop(crop, 1024, 1024).x.scale;
  const size = 16 * Math.ceil(crop.outputSize / fine / 16);
  const [read, made] = [locateCrop(crop, crop.inputSize, size), locateCrop(crop, crop.outputSize, size)];
  const back = ({ scale, start }: Axis): Axis => ({ scale: 1 / scale, start: -start / scale });
  return {
    size,
    toInput: {
      down: buildReadingWeights(read.y, crop.inputSize, size),
      along: buildReadingWeights(read.x, crop.inputSize, size),
    },
    fromOutput: {
      down: buildPlacingWeights(back(made.y), size, crop.outputSize),
      along: buildPlacingWeights(back(made.x), size, crop.outputSize),
    },
    reachesBeyond: [made.x, made.y].some((axis) => !liesWithin(axis, crop.outputSize, size)),
  };
}

/** Of the pixels of a crop of `cropSize` on a whole face of `size`; neither is turned against the other. */
function locateCrop(crop: Crop, cropSize: number, size: number): { readonly x: Axis; readonly y: Axis } {
  const landmarks = computeMeanLandmarks();
  // A crop's padding is a whole number of pixels: cut large, it is as exact as the faces that a model learns from.
  const large = 16 * cropSize;
  const fromCrop = invert(computeCropMatrix(alignFace(landmarks), { ...crop, size: large }));
  const map = multiply(computeWholeFaceMatrix(landmarks, size), fromCrop);
  const axis = (scale: number, start: number): Axis => ({ scale: 16 * scale, start: 7.5 * scale + start });
  return { x: axis(map[0], map[2]), y: axis(map[4], map[5]) };
}

/** By pixels' centres. */
function liesWithin({ scale, start }: Axis, count: number, size: number): boolean {
  return start >= -1 && scale * (count - 1) + start <= size;
}

/** [count, from]: each pixel is read off `from` others, the outermost ones repeated beyond the edge. */
function buildReadingWeights(axis: Axis, count: number, from: number): Matrix {
  return Array.from({ length: count }, (_, i) =>
    computeTentWeights(Math.min(Math.max(axis.scale * i + axis.start, 0), from - 1), axis.scale, from),
  );
}

/** The same, but nothing beyond the edge. */
function buildPlacingWeights(axis: Axis, count: number, from: number): Matrix {
  return Array.from({ length: count }, (_, i) => {
    const place = axis.scale * i + axis.start;
    return place < -0.5 || place > from - 0.5
      ? new Array<number>(from).fill(0)
      : computeTentWeights(place, axis.scale, from);
  });
}

/** Shares of pixels around `place` that add up to one: a tent as wide as what is averaged, at least two pixels. */
function computeTentWeights(place: number, scale: number, from: number): number[] {
  const reach = Math.max(1, scale);
  const tent = Array.from({ length: from }, (_, j) => Math.max(0, 1 - Math.abs(j - place) / reach));
  const total = tent.reduce((sum, weight) => sum + weight, 0);
  return tent.map((weight) => weight / total);
}
