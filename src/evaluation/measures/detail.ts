import { colorShrink, colorSize, viewSize } from '../facePair';
import { averageOverFine } from '../faceRegions';
import { blurPlane, type Plane } from '../planes';
import type { SwapMeasure } from './measure';

/** What is finer than this is detail: the radius of the mean that is taken away, in pixels of the view. */
export const detailRadius = 3;

/** Returns the contrast of fine detail in some pixels: the mean square of what a blur takes away. */
function measureDetail({ values }: Plane, blurred: Float32Array, pixels: Uint32Array): number | undefined {
  return averageOverFine(pixels, colorSize, colorShrink, (pixel) => (values[pixel]! - blurred[pixel]!) ** 2);
}

/** Returns the contrast of fine detail in a picture of a head, as its mean square. @param pixels of {@link colorSize} */
export function measureContrast(luma: Plane, pixels: Uint32Array): number | undefined {
  return measureDetail(luma, blurPlane(luma.values, viewSize, detailRadius), pixels);
}

export const detail = {
  name: 'detail',
  label: 'fine detail',
  unit: 'of the film around',
  range: [0, 10],
  better: 'higher',
  formula: `Contrast of fine detail inside the face as a share of that of the film around it: root mean square of luma less its mean over 7 x 7 of the ${viewSize} x ${viewSize} pixels of the head, mean over the frames.`,
  origin: 'this project',
  sees: ['blur'],
  ignores: ['color-cast', 'flicker'],
  measure: ({ resultPicture: { luma }, regions }) => {
    const blurred = blurPlane(luma.values, viewSize, detailRadius);
    const inside = measureDetail(luma, blurred, regions.inside);
    const around = measureDetail(luma, blurred, regions.around);
    return inside === undefined || !around ? undefined : Math.sqrt(inside / around);
  },
} as const satisfies SwapMeasure;
