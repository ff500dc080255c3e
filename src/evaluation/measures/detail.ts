import { type ViewPicture, viewSize } from '../facePair';
import { averageOver } from '../faceRegions';
import { detailRadius } from '../fineDetail';
import type { SwapMeasure } from './measure';

const width = 2 * detailRadius + 1;

/** Returns the contrast of fine detail in a picture of a head, as its mean square. @param pixels of {@link colorSize} */
export function measureContrast({ detail }: ViewPicture, pixels: Uint32Array): number | undefined {
  return averageOver(pixels, (pixel) => detail[pixel]!);
}

export const detail = {
  name: 'detail',
  label: 'fine detail',
  unit: 'of the film around',
  range: [0, 10],
  better: 'higher',
  formula: `Contrast of fine detail inside the face as a share of that of the film around it: root mean square of luma less its mean over ${width} x ${width} of the ${viewSize} x ${viewSize} pixels of the head, mean over the frames.`,
  origin: 'this project',
  sees: ['blur'],
  ignores: ['color-cast', 'flicker'],
  measure: ({ resultPicture, regions }) => {
    const [inside, around] = [regions.inside, regions.around].map((pixels) => measureContrast(resultPicture, pixels));
    return inside === undefined || !around ? undefined : Math.sqrt(inside / around);
  },
} as const satisfies SwapMeasure;
