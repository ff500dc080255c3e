import { alignFace, computeCropMatrix, computeMeanLandmarks } from '../../faces/alignment';
import { invert, multiply } from '../../faces/matrix3';
import { computeWholeFaceMatrix } from '../../faces/wholeFace';
import type { Matrix } from '../../tensor/ops';
import type { CropGeometry } from '../data/cropGeometry';

/** Linear map of images as matrices for rows and columns, see `separable`. */
export interface ImageMap {
  readonly down: Matrix;
  readonly along: Matrix;
}

/** Placement of a model's own crop in the "whole face" that .dfm models get, for a face seen from the front. */
export interface WholeFaceFraming {
  /** Edge of the whole face, pixels: a multiple of 16, such that the model's images keep their resolution. */
  readonly size: number;
  /** Map from the whole face to the model's input. */
  readonly toInput: ImageMap;
  /** Map from the model's output to the whole face; zero where the crop does not reach. */
  readonly fromOutput: ImageMap;
  /** Whether the crop extends beyond the whole face, as those centered on heads do. */
  readonly reachesBeyond: boolean;
}

/** Position of pixel i of one image on another along one axis: `scale · i + start`. */
interface Axis {
  readonly scale: number;
  readonly start: number;
}

type Crop = Pick<CropGeometry, 'inputSize' | 'outputSize' | 'centering' | 'coverage' | 'verticalOffset'>;

/** Computes how a crop lies in the whole face. */
export function computeWholeFaceFraming(crop: Crop): WholeFaceFraming {
  const pixelScale = locateCrop(crop, 1024, 1024).x.scale;
  const size = 16 * Math.ceil(crop.outputSize / pixelScale / 16);
  const [input, output] = [locateCrop(crop, crop.inputSize, size), locateCrop(crop, crop.outputSize, size)];
  const invertAxis = ({ scale, start }: Axis): Axis => ({ scale: 1 / scale, start: -start / scale });
  return {
    size,
    toInput: {
      down: buildReadingWeights(input.y, crop.inputSize, size),
      along: buildReadingWeights(input.x, crop.inputSize, size),
    },
    fromOutput: {
      down: buildPlacingWeights(invertAxis(output.y), size, crop.outputSize),
      along: buildPlacingWeights(invertAxis(output.x), size, crop.outputSize),
    },
    reachesBeyond: [output.x, output.y].some((axis) => !liesWithin(axis, crop.outputSize, size)),
  };
}

/** Locates the pixels of a crop of `cropSize` on a whole face of `size`. Neither is rotated against the other. */
function locateCrop(crop: Crop, cropSize: number, size: number): { readonly x: Axis; readonly y: Axis } {
  const landmarks = computeMeanLandmarks();
  // A crop's padding is rounded to whole pixels. With a large crop it is as exact as for the faces of the training.
  const large = 16 * cropSize;
  const fromCrop = invert(computeCropMatrix(alignFace(landmarks), { ...crop, size: large }));
  const map = multiply(computeWholeFaceMatrix(landmarks, size), fromCrop);
  const axis = (scale: number, start: number): Axis => ({ scale: 16 * scale, start: 7.5 * scale + start });
  return { x: axis(map[0], map[2]), y: axis(map[4], map[5]) };
}

/** Returns whether the centers of all pixels are inside, with a tolerance of one pixel. */
function liesWithin({ scale, start }: Axis, count: number, size: number): boolean {
  return start >= -1 && scale * (count - 1) + start <= size;
}

/** Builds the weights [count, from] to read each pixel from `from` others. Beyond the edge the outermost ones repeat. */
function buildReadingWeights(axis: Axis, count: number, from: number): Matrix {
  return Array.from({ length: count }, (_, i) =>
    computeTentWeights(Math.min(Math.max(axis.scale * i + axis.start, 0), from - 1), axis.scale, from),
  );
}

/** Builds the weights [count, from] to place an image: the same, but zero beyond the edge. */
function buildPlacingWeights(axis: Axis, count: number, from: number): Matrix {
  return Array.from({ length: count }, (_, i) => {
    const place = axis.scale * i + axis.start;
    return place < -0.5 || place > from - 0.5
      ? new Array<number>(from).fill(0)
      : computeTentWeights(place, axis.scale, from);
  });
}

/** Computes the weights of the pixels around `place`, with sum 1: a tent as wide as the averaged area, at least two pixels. */
function computeTentWeights(place: number, scale: number, from: number): number[] {
  const reach = Math.max(1, scale);
  const tent = Array.from({ length: from }, (_, j) => Math.max(0, 1 - Math.abs(j - place) / reach));
  const total = tent.reduce((sum, weight) => sum + weight, 0);
  return tent.map((weight) => weight / total);
}
