import { colorSize, type FacePair } from '../facePair';
import { averageOver } from '../faceRegions';
import { blurPlane, type LabPicture } from '../planes';
import type { SwapMeasure } from './measure';

/** Returns by how much the result is steeper than its source at a pixel. */
function measureExcess(
  pixel: number,
  size: number,
  source: readonly Float32Array[],
  result: readonly Float32Array[],
): number {
  return Math.max(0, measureSteepness(result, pixel, size) - measureSteepness(source, pixel, size));
}

/** Returns the length of the gradient of all planes together, in their units a pixel. */
function measureSteepness(planes: readonly Float32Array[], pixel: number, size: number): number {
  let sum = 0;
  for (const plane of planes) {
    const across = (plane[pixel + 1] ?? 0) - (plane[pixel - 1] ?? 0);
    const down = (plane[pixel + size] ?? 0) - (plane[pixel - size] ?? 0);
    sum += across * across + down * down;
  }
  return Math.sqrt(sum) / 2;
}

/** The picture of the colors is blurred by this radius, so that a step of color counts and fine lines do not. */
const colorRadius = 2;

function blurLab({ planes, size }: LabPicture): Float32Array[] {
  return planes.map((plane) => blurPlane(plane, size, colorRadius));
}

export const edgeColor = {
  name: 'edgeColor',
  label: 'step of color at the edge',
  unit: 'ΔE',
  range: [0, 100],
  better: 'lower',
  formula: `Steepness of color (CIELAB ΔE a pixel of ${colorSize} across the head, blurred 5 x 5) around the edge of the face that the source does not have, mean over the border and the frames, times ten.`,
  origin: 'this project',
  sees: ['color-cast'],
  ignores: [],
  measure: ({ sourcePicture, resultPicture, regions }: FacePair) => {
    const [source, result] = [blurLab(sourcePicture.lab), blurLab(resultPicture.lab)];
    const excess = averageOver(regions.border, (pixel) => measureExcess(pixel, colorSize, source, result));
    return excess === undefined ? undefined : 10 * excess;
  },
} as const satisfies SwapMeasure;

export const edgeGradient = {
  name: 'edgeGradient',
  label: 'step of brightness at the edge',
  unit: 'ΔL',
  range: [0, 100],
  better: 'lower',
  formula: `Steepness of lightness (CIELAB ΔL a pixel of ${colorSize} across the head) around the edge of the face that the source does not have, root mean square over the border, mean over the frames: a hard edge counts more than a soft one of the same step.`,
  origin: 'this project',
  sees: ['hard-edge'],
  ignores: [],
  measure: ({ sourcePicture, resultPicture, regions }: FacePair) => {
    const [source, result] = [[sourcePicture.lab.planes[0]], [resultPicture.lab.planes[0]]];
    const square = averageOver(regions.border, (pixel) => measureExcess(pixel, colorSize, source, result) ** 2);
    return square === undefined ? undefined : Math.sqrt(square);
  },
} as const satisfies SwapMeasure;
