import { colorShrink, colorSize, type FacePair, viewSize } from '../facePair';
import { averageOver, averageOverFine } from '../faceRegions';
import { blurPlane, type LabPicture, type Plane } from '../planes';
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
/** Luma is blurred by this radius, so that grain does not count. */
const lumaRadius = 1;

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
  unit: 'of 255',
  range: [0, 255],
  better: 'lower',
  formula: `Steepness of luma (levels a pixel of ${viewSize} across the head, blurred 3 x 3) around the edge of the face that the source does not have, mean over the border and the frames.`,
  origin: 'this project',
  sees: ['flicker'],
  ignores: [],
  measure: ({ sourcePicture, resultPicture, regions }: FacePair) => {
    const blur = ({ values }: Plane) => [blurPlane(values, viewSize, lumaRadius)];
    const [source, result] = [blur(sourcePicture.luma), blur(resultPicture.luma)];
    return averageOverFine(regions.border, colorSize, colorShrink, (pixel) =>
      measureExcess(pixel, viewSize, source, result),
    );
  },
} as const satisfies SwapMeasure;
