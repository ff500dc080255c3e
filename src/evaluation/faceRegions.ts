import type { Landmarks } from '../faces/landmarks';
import { drawMask } from '../faces/masks/drawMask';
import { blurPlane } from './planes';

/** The parts of a head's picture that measures compare; each is a list of pixels. */
export interface FaceRegions {
  /** The face within the hull of its landmarks. */
  readonly hull: Uint32Array;
  /** The same without the margin that a soft mask blends. */
  readonly inside: Uint32Array;
  /** Both sides of the hull, where the edge of a swap lies. */
  readonly border: Uint32Array;
  /** The film around the face. */
  readonly around: Uint32Array;
}

/** Widths in edges of the picture of a head; 0.375 of them are the core of the face. */
const marginWidth = 0.02;
const borderWidth = 0.14;
const aroundWidth = 0.12;

/** Finds the regions of a face in a square picture. @param landmarks in pixels of the picture */
export function findFaceRegions(landmarks: Landmarks, size: number): FaceRegions {
  const hull = new Float32Array(drawMask(landmarks, size, 'extended'));
  for (let i = 0; i < hull.length; i++) hull[i]! /= 255;
  const measureShare = (width: number) => blurPlane(hull, size, Math.max(1, Math.round(width * size)));
  const [nearMargin, nearBorder, nearFilm] = [marginWidth, borderWidth, borderWidth + aroundWidth].map(
    measureShare,
  ) as [Float32Array, Float32Array, Float32Array];
  return {
    hull: selectPixels(hull, (value) => value > 0.5),
    inside: selectPixels(hull, (_, i) => nearMargin[i]! > 0.999),
    border: selectPixels(hull, (_, i) => nearBorder[i]! > 0.001 && nearBorder[i]! < 0.999),
    around: selectPixels(hull, (_, i) => nearBorder[i]! <= 0.001 && nearFilm[i]! > 0.001),
  };
}

function selectPixels(plane: Float32Array, isWanted: (value: number, index: number) => boolean): Uint32Array {
  const chosen = new Uint32Array(plane.length);
  let count = 0;
  for (let i = 0; i < plane.length; i++) if (isWanted(plane[i]!, i)) chosen[count++] = i;
  return chosen.slice(0, count);
}

/** Returns the mean of `measure` over the pixels; undefined where there are none. */
export function averageOver(pixels: Uint32Array, measure: (pixel: number) => number): number | undefined {
  if (pixels.length === 0) return undefined;
  let sum = 0;
  for (const pixel of pixels) sum += measure(pixel);
  return sum / pixels.length;
}
